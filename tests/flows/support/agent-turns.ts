import type { ScriptedRequest, TurnInput } from '../../fakes/scripted-model-turns.ts';

/** A turn in which the model lets the agent run a shell command. */
export function bash(command: string): TurnInput {
  return { calls: [{ name: 'bash', args: { command, description: 'Works' } }] };
}

/** Whether the conversation that the model was sent holds `text`. */
export function said(request: ScriptedRequest | undefined, text: string): boolean {
  return JSON.stringify(request?.messages ?? []).includes(JSON.stringify(text).slice(1, -1));
}
