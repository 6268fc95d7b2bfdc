import type { HttpResponseInit } from '@azure/functions';
import { z } from 'zod';
import { AzureProblem } from '../../adapters/azure/azure-problem.ts';
import { isFullDisk } from '../../adapters/full-disk.ts';
import { log } from '../../adapters/log.ts';
import { StartTimeout } from '../../adapters/start-once.ts';
import {
  errors,
  problem,
  type ErrorCode,
  type Problem,
  type Refusal,
} from '../../contracts/errors.ts';
import { UnknownPage } from '../../core/ports/unknown-page.ts';

/** Ends a request with a problem document. */
export class ApiError extends Error {
  readonly problem: Problem;

  constructor(code: ErrorCode, extra: Partial<Problem> = {}) {
    super(errors[code][1]);
    this.name = 'ApiError';
    this.problem = problem(code, extra);
  }
}

/** Throws the problem that a refusal stands for. */
export function accepted<A extends { ok: true } | Refusal>(answer: A): Extract<A, { ok: true }> {
  if (answer.ok) return answer as Extract<A, { ok: true }>;
  throw new ApiError(answer.code, answer.detail === undefined ? {} : { detail: answer.detail });
}

export function problemResponse(found: Problem, requestId: string): HttpResponseInit {
  return {
    status: found.status,
    jsonBody: { ...found, requestId },
    headers: { 'content-type': 'application/problem+json', 'x-request-id': requestId },
  };
}

/** What a thrown error looks like from outside: a problem; its cause goes to the log alone. */
export function responseOf(error: unknown, requestId: string): HttpResponseInit {
  if (error instanceof ApiError) return problemResponse(error.problem, requestId);
  if (error instanceof UnknownPage) {
    const issues = [{ path: 'after', message: 'must be `next` of the page before' }];
    return problemResponse(problem('invalid_request', { issues }), requestId);
  }
  if (isFullDisk(error)) return problemResponse(problem('storage_full'), requestId);
  if (error instanceof StartTimeout) {
    log('warn', 'start.timeout', error.message, { requestId });
    return problemResponse(problem('start_timeout'), requestId);
  }
  if (error instanceof AzureProblem) {
    log('error', 'azure.failed', error.message, { requestId });
    return problemResponse(problem(error.transient ? 'unavailable' : 'internal'), requestId);
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  log('error', 'http.failed', detail, { requestId });
  return problemResponse(problem('internal'), requestId);
}

/** Parses with the schema; what does not fit becomes `invalid_request` with every problem in it. */
export function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ApiError('invalid_request', {
    issues: parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
  });
}
