import type { Plugin } from '@opencode-ai/plugin';
import { guardRead } from './read-guard.ts';
import { WriteGate } from './write-gate.ts';

/** Variables of the server that the agent's own commands have no use for. */
const serverVariables = [
  'OPENCODE_SERVER_PASSWORD',
  'OPENCODE_SERVER_USERNAME',
  'OPENCODE_CONFIG',
  'OPENCODE_CONFIG_CONTENT',
  'HARVEST_MODEL_TOKEN',
  'HARVEST_COMMAND_VARIABLES',
];

/**
 * What Harvest adds to OpenCode: nothing is written before the repository is up to date, and the
 * server's secrets are kept out of the commands that it runs. Option `syncFlag`: the file that
 * appears when the workspace may be written.
 */
export const HarvestPlugin: Plugin = async ({ directory }, options) => {
  const syncFlag = options?.syncFlag;
  if (typeof syncFlag !== 'string') throw new Error('The option syncFlag is missing.');
  // Written by the supervisor.
  const repositoryVariables = JSON.parse(process.env.HARVEST_COMMAND_VARIABLES ?? '{}') as Record<
    string,
    string
  >;
  const gate = new WriteGate(syncFlag);
  return {
    event: async ({ event }) => {
      if (event.type === 'session.idle') gate.sessionStopped(event.properties.sessionID);
    },
    'tool.execute.before': async ({ tool, sessionID }, { args }: { args: unknown }) => {
      const path = pathIn(args);
      if (tool === 'read' && path !== undefined) await guardRead(path, directory);
      await gate.pass(tool, sessionID);
    },
    'shell.env': async (_call, output) => {
      for (const name of serverVariables) output.env[name] = '';
      Object.assign(output.env, repositoryVariables);
    },
    tool: {
      // OpenCode goes on without a plugin that it cannot load, and says nothing. The supervisor
      // looks for this tool; the configuration hides it from models.
      harvest_ready: {
        description: 'Shows that the Harvest plugin is loaded.',
        args: {},
        execute: async () => 'ready',
      },
    },
  };
};

function pathIn(args: unknown): string | undefined {
  const isObject = typeof args === 'object' && args !== null && 'filePath' in args;
  return isObject && typeof args.filePath === 'string' ? args.filePath : undefined;
}
