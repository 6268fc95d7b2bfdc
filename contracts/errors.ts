import { z } from 'zod';

/** Every error that a person can meet: HTTP status and the sentence that says what to do. */
export const errors = {
  invalid_request: [400, 'The request is not valid; see the details.'],
  invalid_json: [400, 'The body is not valid JSON.'],
  prompt_empty: [400, 'The prompt is empty. Say what should be done.'],
  prompt_too_long: [
    413,
    'The prompt is longer than 100,000 characters, or 200 KB. Put long material into a file of the repository.',
  ],
  body_too_large: [413, 'The request body is too large.'],
  unauthenticated: [
    401,
    'Sign in first: open the address that `npm start` prints, or send the token file with `Authorization: Bearer`.',
  ],
  code_invalid: [401, 'This sign-in code is not valid (any more). `npm start` prints a new one.'],
  wrong_address: [403, 'Sign in at the address that `npm start` prints.'],
  forbidden: [403, 'You may not do this.'],
  origin_refused: [403, 'Requests from this origin are refused.'],
  not_found: [404, 'There is nothing at this address.'],
  method_not_allowed: [
    405,
    'This address does not take this method; `Allow` names those it takes.',
  ],
  session_unknown: [404, 'There is no such session. List them with `harvest sessions`.'],
  prompt_unknown: [404, 'There is no such prompt in this session, or it has already started.'],
  person_unknown: [
    404,
    'Nobody here has this id or address. `GET /api/people` lists who is known.',
  ],
  question_closed: [
    409,
    'This question has been answered or dismissed already, or its run is over.',
  ],
  collaborators_full: [409, 'A session has at most 50 collaborators. Remove somebody first.'],
  run_unknown: [404, 'There is no such run in this session.'],
  file_unknown: [404, 'There is no such file or folder in this session.'],
  attachment_unknown: [404, 'There is no such attachment, or it is not yours. Send it again.'],
  repository_unknown: [404, 'There is no such repository. Use a path, an https URL, or `sample`.'],
  repository_invalid: [
    422,
    'This is not a git repository. Give the path of a folder under git, an https clone URL, or `sample`.',
  ],
  environment_too_large: [
    422,
    'These are too many variables, or too long ones: 100 variables and 64,000 characters fit.',
  ],
  repository_empty: [422, 'This repository has no commit yet. Commit something first.'],
  model_unknown: [422, 'There is no such model. `GET /api/models` lists what is connected.'],
  nothing_running: [409, 'Nothing is running in this session.'],
  session_archived: [409, 'This session is archived. Take it out of the archive first.'],
  queue_full: [409, 'Too many prompts are waiting in this session (50). Cancel some, or wait.'],
  branch_checked_out: [
    409,
    'The branch is checked out in your repository, so it cannot be updated. Check out another branch and retry.',
  ],
  branch_unknown: [409, 'This session has no branch in your repository yet. Run a prompt first.'],
  branch_changed: [
    409,
    'The branch has commits that Harvest did not make, so it is kept. Delete it with git.',
  ],
  merge_blocked: [
    409,
    'The branch cannot be merged as your repository is now. Commit or stash your changes, or finish what is under way, and merge again.',
  ],
  merge_unsupported: [
    409,
    'Only branches of a repository on this machine are merged or discarded here. Do it where the repository is hosted.',
  ],
  run_active: [409, 'A run is at work in this session. Stop it first, or wait for its end.'],
  clone_failed: [502, 'The repository could not be cloned.'],
  sync_failed: [502, 'The repository could not be brought up to date.'],
  push_failed: [502, 'The branch could not be pushed.'],
  setup_failed: [422, 'The setup hook .harvest/setup.sh failed. Its log is in the setup phase.'],
  setup_timeout: [
    422,
    'The setup hook .harvest/setup.sh did not end in time. Make it shorter, or let it work in the background.',
  ],
  start_failed: [422, 'The start hook .harvest/start.sh failed. Its log is in the start phase.'],
  agent_start_failed: [502, 'The agent did not start. Run `harvest doctor`.'],
  agent_crashed: [502, 'The agent ended unexpectedly, repeatedly. Retry the run.'],
  model_refused: [502, 'The model provider refused the request.'],
  model_unreachable: [
    502,
    'The model endpoint cannot be reached or answers nonsense. Check its address and key.',
  ],
  model_throttled: [
    503,
    'The model provider asks to wait too long. Retry later or choose another model.',
  ],
  context_overflow: [
    422,
    'The conversation does not fit into the model. Start a new session, or choose a model with a longer context.',
  ],
  output_limit: [422, 'The model stopped at its output limit. Ask it to go on.'],
  agent_stuck: [
    502,
    'The model called nothing but tools that failed, again and again. Say more precisely what to do, or choose another model.',
  ],
  no_answer: [502, 'The model gave no answer. Retry the run.'],
  sandbox_failed: [502, 'The sandbox could not be started. Run `harvest doctor`.'],
  sandbox_lost: [502, 'The sandbox was lost more than once during this run. Retry the run.'],
  sandbox_unavailable: [409, 'No sandbox is running for this session.'],
  question_unanswered: [
    504,
    'Nobody has answered the agent in time, so the run has ended. Send the answer as a new prompt; the agent goes on from there.',
  ],
  stop_forced: [504, 'The agent did not stop in time, so its sandbox was ended.'],
  storage_full: [507, 'The disk is full. Free some space; nothing was lost.'],
  start_timeout: [
    503,
    'The service is too busy to say whether this has begun. Ask again in a moment: nothing is begun twice.',
  ],
  unavailable: [503, 'The service is stopping or not ready. Try again.'],
  internal: [500, 'Something unexpected happened. The log has the request id.'],
} as const satisfies Record<string, readonly [status: number, sentence: string]>;

export type ErrorCode = keyof typeof errors;
export const ErrorCode = z.enum(Object.keys(errors) as [ErrorCode, ...ErrorCode[]]);

/** Why something ended badly, as it is stored and shown: a code and the particular cause. */
export const Failure = z.object({ code: ErrorCode, message: z.string().max(4_000) });
export type Failure = z.infer<typeof Failure>;

/** What a decision answers instead of throwing. */
export type Refusal = { ok: false; code: ErrorCode; detail?: string };

/** RFC 9457 problem details, the body of every error answer. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: ErrorCode,
  detail: z.string().optional(),
  issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  requestId: z.string().optional(),
});
export type Problem = z.infer<typeof Problem>;

/** Builds the problem document of `code`; `detail` adds the particular to the general sentence. */
export function problem(code: ErrorCode, extra: Partial<Problem> = {}): Problem {
  const [status, title] = errors[code];
  return { type: `urn:harvest:error:${code}`, title, status, code, ...extra };
}

/** The failure of `code`, with its general sentence where nothing more particular is known. */
export function failure(code: ErrorCode, message: string = errors[code][1]): Failure {
  return { code, message: message.slice(0, 4_000).toWellFormed() };
}
