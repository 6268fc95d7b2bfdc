import type { Phase } from '../../../contracts/events.ts';

/** What the steps of a sandbox's start are called. */
export const phaseWords: Record<Phase, string> = {
  acquire: 'Find a place to run',
  boot: 'Start the sandbox',
  clone: 'Clone the repository',
  setup: 'Run the setup hook',
  sync: 'Bring the repository up to date',
  agent: 'Start the agent',
  start: 'Run the start hook',
};
