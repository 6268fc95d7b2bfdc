import { services } from '../../adapters/services.ts';
import { failure } from '../../contracts/errors.ts';
import type { ModelTest } from '../../contracts/operation.ts';
import type { ModelInfo } from '../../core/ports/models.ts';
import { testFailure, testRequest } from '../../core/model-test.ts';
import { ApiError } from './respond.ts';
import { serve } from './route.ts';

const patienceMs = 30_000;

serve('listModels', () => {
  const { models } = services();
  const preferred = models.default().ref;
  return {
    items: models.list().map(({ ref, name, provider, rehearsal }) => {
      return { ref, name, provider, rehearsal, default: ref === preferred };
    }),
  };
});

serve('testModel', async ({ body: { ref } }) => {
  const model = services()
    .models.list()
    .find((each) => each.ref === ref);
  if (!model) throw new ApiError('model_unknown', { detail: `"${ref}" is not connected.` });
  return tryModel(model);
});

async function tryModel(model: ModelInfo): Promise<ModelTest> {
  const { models, clock } = services();
  const { path, body } = testRequest(model);
  const startedAt = clock();
  const signal = AbortSignal.timeout(patienceMs);
  const request = {
    method: 'POST',
    path,
    query: '',
    headers: { 'content-type': 'application/json' },
    body: new TextEncoder().encode(JSON.stringify(body)),
    signal,
  };
  try {
    // Nobody's budget: it is not part of any session.
    const answer = await models.forward(model.provider, request, () => {});
    const found = testFailure(answer.status, await answer.json().catch(() => undefined));
    return found ? { ok: false, failure: found } : { ok: true, latencyMs: clock() - startedAt };
  } catch (error) {
    if (!signal.aborted) throw error;
    const late = `It did not answer within ${patienceMs / 1_000} seconds.`;
    return { ok: false, failure: failure('model_unreachable', late) };
  }
}
