import { createRequire } from 'node:module';
import type * as df from 'durable-functions';
import { expect, test } from 'vitest';
import { obtainSandbox } from '../../orchestrations/obtain-sandbox.ts';
import { Signal, signalNames } from '../../orchestrations/signals.ts';

type Contexts = { DurableOrchestrationContext: new (...given: unknown[]) => unknown };

/** The SDK's own, which it does not export: how it makes ids is what is looked at here. */
const { DurableOrchestrationContext } = createRequire(import.meta.url)(
  'durable-functions/lib/src/orchestrations/DurableOrchestrationContext.js',
) as Contexts;
const moment = new Date('2026-01-05T09:00:00.000Z');

/** The id that a run of this session proposes for a new sandbox, at one and the same moment. */
function proposedBy(sessionId: string): string {
  const durable = new DurableOrchestrationContext([], `${sessionId}.prm_1`, moment, false);
  const context = { df: durable } as df.OrchestrationContext;
  const stop = new Signal(context, signalNames.stop);
  const asked = obtainSandbox(context, sessionId, 'run_1', stop).next().value;
  const { sandboxId = '' } =
    /"sandboxId":"(?<sandboxId>\w+)"/.exec(JSON.stringify(asked))?.groups ?? {};
  return sandboxId;
}

test('sessions that start at the same moment get sandboxes of their own', () => {
  const [one, other] = [proposedBy('ses_1'), proposedBy('ses_2')];
  expect(one).toMatch(/^sbx_[0-9a-f]{32}$/);
  expect(other).toMatch(/^sbx_[0-9a-f]{32}$/);
  expect(one).not.toBe(other);
  expect(proposedBy('ses_1'), 'a replay proposes the same').toBe(one);
});
