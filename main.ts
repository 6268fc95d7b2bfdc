import { app } from '@azure/functions';
import { services } from './adapters/services.ts';
import './entities/session.ts';
import './orchestrations/command.ts';
import './orchestrations/delete-session.ts';
import './orchestrations/idle-watch.ts';
import './orchestrations/rebuild.ts';
import './orchestrations/retire-session.ts';
import './orchestrations/retire-sessions.ts';
import './orchestrations/run-prompt.ts';
import './functions/http/about.ts';
import './functions/http/attachments.ts';
import './functions/http/branches.ts';
import './functions/http/collaboration.ts';
import './functions/http/create-session.ts';
import './functions/http/dead-letters.ts';
import './functions/http/files.ts';
import './functions/http/git.ts';
import './functions/http/live-events.ts';
import './functions/http/model-gateway.ts';
import './functions/http/people.ts';
import './functions/http/models.ts';
import './functions/http/prompts.ts';
import './functions/http/questions.ts';
import './functions/http/reading.ts';
import './functions/http/rebuild.ts';
import './functions/http/repositories.ts';
import './functions/http/sandbox.ts';
import './functions/http/sessions.ts';
import './functions/http/stats.ts';
import './functions/queue/prompts.ts';
import './functions/timers/maintain.ts';
import './functions/timers/purge.ts';
import './functions/timers/redeliver.ts';
import './functions/timers/retention.ts';
import './functions/timers/retire.ts';
import './functions/timers/rewatch.ts';
import './functions/timers/sweep.ts';

app.setup({ enableHttpStream: true });

app.hook.appTerminate(() => services().close());

// Wrong settings are a start-up error, not the first request's.
services();
