import { app } from '@azure/functions';
import { services } from '../../adapters/services.ts';

/**
 * Packs the copies of repositories. Each hour rather than once a day, since a machine for one
 * person is off at night; most of the time there is nothing to do.
 */
app.timer('maintain', { schedule: '0 17 * * * *', handler: () => services().scm.maintain() });
