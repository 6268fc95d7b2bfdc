import { errors, type ErrorCode } from '../../../contracts/errors.ts';
import { ApiError, UnreachableError } from './api-error.ts';

/** What a person reads; `action` is what the page can offer to do about it. */
export type Explanation = {
  title: string;
  description: string;
  action: 'retry' | 'sign-in' | 'none';
};

/** Sentences of the contract that speak of the command line, said for this page. */
const spoken: Partial<Record<ErrorCode, string>> = {
  session_unknown: 'This session does not exist (any more).',
  repository_unknown: 'There is no such repository. Give a path, an https URL, or `sample`.',
  model_unknown: 'This model is not connected. Choose another one.',
  unauthenticated: 'Open the address that `npm start` prints to sign in.',
};

/** The only place that turns what went wrong into words for a person. */
export function explainError(error: unknown): Explanation {
  if (error instanceof ApiError) return explainProblem(error);
  if (error instanceof UnreachableError) {
    return { title: 'Harvest cannot be reached', description: error.message, action: 'retry' };
  }
  const description = error instanceof Error ? error.message : String(error);
  return { title: 'Something unexpected happened', description, action: 'retry' };
}

function explainProblem({ code, problem }: ApiError): Explanation {
  const sentence = sentenceOf(code);
  const details = [problem.detail, ...(problem.issues ?? []).map(({ message }) => message)];
  const description = [sentence, ...details.filter((text) => text !== undefined)].join(' ');
  if (code === 'unauthenticated') return { title: 'Sign in', description, action: 'sign-in' };
  const mayPass = problem.status >= 500;
  return { title: titleOf(code), description, action: mayPass ? 'retry' : 'none' };
}

/** The sentence for a code, as it stands in a stored failure or an answer. */
export function sentenceOf(code: ErrorCode): string {
  return spoken[code] ?? errors[code][1];
}

/** `model_refused` reads "Model refused". */
export function titleOf(code: ErrorCode): string {
  const words = code.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
