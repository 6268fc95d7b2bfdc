import { problem, type ErrorCode, type Problem } from '../contracts/errors.ts';

/** The service answered with a problem document. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly problem: Problem;

  constructor(document: Problem) {
    super(document.detail ? `${document.title} ${document.detail}` : document.title);
    this.problem = document;
  }
}

/** Nothing answers at the service's address, or not in time. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

/** What was typed cannot be carried out; exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A failure whose message is complete for the person who reads it; exit code 1. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code: ErrorCode;

  constructor(message: string, code: ErrorCode = 'internal', options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Nothing answers, or what answers is about to start or to stop: a restart passes. */
export function isAway(error: unknown): boolean {
  if (error instanceof ApiError) return error.problem.code === 'unavailable';
  return error instanceof UnreachableError;
}

/** The problem document that `--json` prints for any error. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ApiError) return error.problem;
  const title = error instanceof Error ? error.message : String(error);
  return problem(codeOf(error), { title });
}

function codeOf(error: unknown): ErrorCode {
  if (error instanceof UsageError) return 'invalid_request';
  if (error instanceof UnreachableError) return 'unavailable';
  return error instanceof CliError ? error.code : 'internal';
}
