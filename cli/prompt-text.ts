import { addAbortSignal } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Context } from './context.ts';

/** The prompt that was typed; `-` stands for standard input, which takes what is too long to type. */
export async function promptText(typed: string, { interrupts }: Context): Promise<string> {
  return typed === '-' ? text(addAbortSignal(interrupts.signal, process.stdin)) : typed;
}
