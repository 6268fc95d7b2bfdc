import { Effort, ModelRef } from '../contracts/ids.ts';
import type { Options } from './command.ts';
import { UsageError } from './errors.ts';

/** The options of each command that sends a prompt. */
export const promptOptions = {
  model: { type: 'string', short: 'm', value: 'PROVIDER/MODEL', help: 'The model to use' },
  effort: { type: 'string', value: 'low|medium|high', help: 'How hard the model should think' },
  detach: { type: 'boolean', short: 'd', help: 'Print the id and return; the run goes on' },
} as const satisfies Options;

/** @throws UsageError for a model or an effort that cannot be */
export function modelAndEffort(values: { model?: string; effort?: string }): {
  model?: string;
  effort?: Effort;
} {
  const model = ModelRef.optional().safeParse(values.model);
  if (!model.success) throw new UsageError('--model must look like provider/model.');
  const effort = Effort.optional().safeParse(values.effort);
  if (!effort.success) throw new UsageError('--effort must be low, medium or high.');
  return {
    ...(model.data === undefined ? {} : { model: model.data }),
    ...(effort.data === undefined ? {} : { effort: effort.data }),
  };
}
