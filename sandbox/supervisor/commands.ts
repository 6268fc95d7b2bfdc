import { ReadWorkspace } from '../../contracts/files.ts';
import { Publish, ReplyToQuestion, StartRun, SteerRun } from '../../contracts/supervisor.ts';
import { CommandError, type Command, type CommandAnswer } from './command-server.ts';
import { GitError } from './git.ts';
import { publishChanges } from './publish.ts';
import { Publisher } from './publisher.ts';
import type { Runs } from './runs.ts';
import type { StateStore } from './state-store.ts';
import { hasWorkspace, type Workspace } from './workspace.ts';
import { readFile, readFolder } from './workspace-files.ts';

export type CommandsOptions = {
  runs: Runs;
  workspace: Workspace;
  store: StateStore;
  /** Resolves when the workspace may be read and written by git. */
  workspaceSettled: Promise<void>;
  /** Brings everything to rest; resolves when it may be copied. */
  park: () => Promise<void>;
  exit: () => void;
};

/** What the control plane can ask of a sandbox. */
export function commands(options: CommandsOptions): Command[] {
  const { runs, workspace, store, workspaceSettled, park, exit } = options;
  const publisher = new Publisher((request) =>
    publishChanges(workspace, request, {
      startCommit: store.startCommit(request.runId),
      atRest: !runs.busy,
    }),
  );
  return [
    {
      method: 'POST',
      path: /^\/runs$/,
      run: (_, body) => {
        if (runs.start(StartRun.parse(body)) === 'accepted') return { status: 202 };
        throw new CommandError('unavailable', 'Another run is going on in this sandbox.');
      },
    },
    {
      method: 'POST',
      path: /^\/runs\/([^/]+)\/steer$/,
      run: async (runId, body) => {
        if (await runs.steer(runId, SteerRun.parse(body))) return { status: 202 };
        throw new CommandError('nothing_running');
      },
    },
    {
      method: 'POST',
      path: /^\/runs\/([^/]+)\/reply$/,
      run: async (runId, body) => {
        const result = await runs.reply(runId, ReplyToQuestion.parse(body));
        if (result === 'taken') return { status: 202 };
        if (result === 'closed') throw new CommandError('question_closed');
        throw new CommandError('invalid_request', 'Each question needs one list of answers.');
      },
    },
    {
      method: 'POST',
      path: /^\/runs\/([^/]+)\/questions$/,
      run: async (runId) => ({ status: 200, body: { open: await runs.openQuestions(runId) } }),
    },
    {
      method: 'POST',
      path: /^\/runs\/([^/]+)\/abort$/,
      run: (runId) => {
        if (runs.abort(runId)) return { status: 202 };
        throw new CommandError('nothing_running');
      },
    },
    {
      method: 'POST',
      path: /^\/workspace\/folder$/,
      run: (_, body) => look(workspace, readFolder, body),
    },
    {
      method: 'POST',
      path: /^\/workspace\/file$/,
      run: (_, body) => look(workspace, readFile, body),
    },
    {
      method: 'POST',
      path: /^\/publish$/,
      run: async (_, body) => {
        const request = Publish.parse(body);
        await workspaceSettled;
        try {
          return { status: 200, body: await publisher.publish(request) };
        } catch (error) {
          if (error instanceof GitError) throw new CommandError('push_failed', error.message);
          throw error;
        }
      },
    },
    {
      method: 'POST',
      path: /^\/park$/,
      run: async () => {
        await park();
        return { status: 200, body: { parked: true }, afterwards: exit };
      },
    },
  ];
}

/** Reads the workspace as it is at this moment, which is half-made until it has been set up. */
async function look(
  { paths }: Workspace,
  read: (root: string, path: string) => Promise<unknown>,
  body: unknown,
): Promise<CommandAnswer> {
  const { path } = ReadWorkspace.parse(body);
  if (!hasWorkspace(paths)) throw new CommandError('unavailable', 'There is no workspace yet.');
  const found = await read(paths.repo, path);
  if (found === undefined) throw new CommandError('file_unknown');
  return { status: 200, body: found };
}
