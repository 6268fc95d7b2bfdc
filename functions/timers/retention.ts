import { app } from '@azure/functions';
import { services } from '../../adapters/services.ts';

/** Deletes attachments that nobody has sent. What else has an end goes by itself when it comes. */
app.timer('retention', {
  schedule: '0 17 * * * *',
  handler: () => {
    const { attachments, clock } = services();
    return attachments.deleteUnused(clock());
  },
});
