import { app } from '@azure/functions';
import * as df from 'durable-functions';
import { durableClient } from '../../adapters/durable-client.ts';
import { services } from '../../adapters/services.ts';
import { checkAnswer } from '../check-answer.ts';
import { checkRun } from '../check-run.ts';
import { checkWatch } from '../check-watch.ts';
import { sessionsIn } from '../sessions-in.ts';
import { apart } from './apart.ts';

/**
 * Finds sandboxes that idle and would never be parked, and runs that nobody would wake, or that
 * nobody has answered in time: these may rest for days, and many of them, so they are looked after
 * less often than those at work.
 */
app.timer('rewatch', {
  schedule: '30 * * * * *',
  extraInputs: [df.input.durableClient()],
  handler: async (_timer, context) => {
    const client = durableClient(context);
    for await (const sandboxId of services().sandboxRecords.ids())
      await apart({ sandboxId }, () => checkWatch(client, sandboxId));
    for await (const session of sessionsIn('waiting'))
      await apart({ sessionId: session.sessionId }, async () => {
        await checkRun(client, session);
        await checkAnswer(client, session);
      });
  },
});
