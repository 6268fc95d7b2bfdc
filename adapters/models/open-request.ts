import { z } from 'zod';
import type { ModelRequest } from '../../core/ports/models.ts';
import { refuse } from './refusal.ts';

/** A request that may go on to a provider, or the answer that it may not. */
type OpenedRequest =
  | { kind: 'models' }
  | { kind: 'completion'; model: string; stream: boolean; body: Record<string, unknown> }
  | { kind: 'refused'; response: Response };

const completionBody = z.looseObject({ model: z.string(), stream: z.boolean().optional() });

/**
 * Lets through `GET /models` and a POST to one of `paths` that names one of `modelIds`; a sandbox
 * has no business with the rest of a provider's API, which the key would open to it as well.
 */
export function openRequest(
  request: ModelRequest,
  paths: readonly string[],
  modelIds: readonly string[],
): OpenedRequest {
  if (request.method === 'GET' && request.path === '/models') return { kind: 'models' };
  if (request.method !== 'POST' || !paths.includes(request.path)) {
    return refused(404, 'not_found', `${request.method} ${request.path} is not offered here.`);
  }
  const parsed = completionBody.safeParse(readJson(request.body));
  if (!parsed.success) {
    return refused(400, 'invalid_request', 'The body is not a completion request in JSON.');
  }
  const { model, stream = false } = parsed.data;
  if (!modelIds.includes(model)) {
    return refused(404, 'model_unknown', `The model ${model.slice(0, 100)} is not connected.`);
  }
  return { kind: 'completion', model, stream, body: parsed.data };
}

function refused(...problem: Parameters<typeof refuse>): OpenedRequest {
  return { kind: 'refused', response: refuse(...problem) };
}

function readJson(body: Uint8Array | null): unknown {
  if (!body) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}
