import type {
  Part as OpencodePart,
  ReasoningPart,
  TextPart as OpencodeTextPart,
  ToolPart as OpencodeToolPart,
} from '@opencode-ai/sdk/v2/client';
import type { Part, TextPart, ToolPart } from '../../contracts/parts.ts';

const maxText = 500_000;
const maxOutput = 200_000;
const maxError = 20_000;
const maxInputText = 20_000;

/**
 * A part of OpenCode's answer as Harvest keeps it; undefined for what is not kept, is empty, or
 * has not ended. `messageEnded`: nothing will be added to the part's message any more.
 */
export function finishedPart(part: OpencodePart, messageEnded: boolean): Part | undefined {
  if (part.type === 'tool') {
    const over = part.state.status === 'completed' || part.state.status === 'error';
    return over ? toolPart(part) : undefined;
  }
  if (part.type !== 'text' && part.type !== 'reasoning') return undefined;
  if (part.text === '' || isSynthetic(part)) return undefined;
  return messageEnded || part.time?.end !== undefined ? textPart(part) : undefined;
}

/** True for text that OpenCode, not the model, put into the answer. */
export function isSynthetic(part: OpencodeTextPart | ReasoningPart): boolean {
  return part.type === 'text' && part.synthetic === true;
}

function textPart(part: OpencodeTextPart | ReasoningPart): TextPart {
  const { start, end } = part.time ?? {};
  return {
    id: part.id,
    type: part.type,
    text: shorten(part.text, maxText),
    ...(start !== undefined && end !== undefined && { durationMs: Math.max(0, end - start) }),
  };
}

/** A tool call in any state. */
export function toolPart({ id, tool, state }: OpencodeToolPart): ToolPart {
  const base = { id, type: 'tool', tool: tool.slice(0, 80), status: state.status } as const;
  const input = shortenInput(state.input);
  switch (state.status) {
    case 'pending':
      return { ...base, input };
    case 'running':
      return { ...base, input, ...titled(state.title), ...outputSoFar(state.metadata) };
    case 'completed':
      return {
        ...base,
        input,
        ...titled(state.title),
        output: shorten(state.output, maxOutput),
        ...resultDetails(state.metadata),
        durationMs: Math.max(0, state.time.end - state.time.start),
      };
    case 'error':
      return {
        ...base,
        input,
        error: shorten(state.error, maxError),
        durationMs: Math.max(0, state.time.end - state.time.start),
      };
  }
}

/** Cuts the middle out of a text that is too long and says so. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const note = `\n… ${text.length - limit} characters are left out …\n`;
  const keep = limit - note.length;
  const head = Math.ceil(keep / 2);
  return text.slice(0, head) + note + text.slice(text.length - (keep - head));
}

function titled(title: string | undefined): { title?: string } {
  return title ? { title: title.slice(0, 400) } : {};
}

function outputSoFar(metadata: Record<string, unknown> | undefined): { output?: string } {
  const output = metadata?.output;
  return typeof output === 'string' ? { output: shorten(output, maxError) } : {};
}

function resultDetails(metadata: Record<string, unknown>): { diff?: string; exitCode?: number } {
  const { diff, exit } = metadata;
  return {
    ...(typeof diff === 'string' && diff !== '' && { diff: shorten(diff, maxOutput) }),
    ...(typeof exit === 'number' && Number.isInteger(exit) && { exitCode: exit }),
  };
}

function shortenInput(input: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => [
      name,
      typeof value === 'string' ? shorten(value, maxInputText) : value,
    ]),
  );
}
