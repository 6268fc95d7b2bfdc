import { expect, it } from 'vitest';
import { ErrorCode, errors, Failure, failure, Problem, problem } from '../../contracts/errors.ts';

const codes = ErrorCode.options;

it('has a status and a whole sentence for every code', () => {
  expect(codes).toEqual(Object.keys(errors));
  for (const code of codes) {
    const [status, sentence] = errors[code];
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(status).toBeGreaterThanOrEqual(200);
    expect(status).toBeLessThan(600);
    expect(sentence).toMatch(/^[A-Z].{15,}[.)?]$/);
  }
});

it('makes a valid problem of every code, with its details', () => {
  for (const code of codes) expect(Problem.parse(problem(code)).code).toBe(code);
  expect(problem('forbidden', { detail: 'Not yours.', requestId: '1' })).toEqual({
    type: 'urn:harvest:error:forbidden',
    title: errors.forbidden[1],
    status: 403,
    code: 'forbidden',
    detail: 'Not yours.',
    requestId: '1',
  });
});

it('makes a failure that can be stored, however long its cause', () => {
  expect(failure('no_answer')).toEqual({ code: 'no_answer', message: errors.no_answer[1] });
  const long = failure('push_failed', 'x'.repeat(10_000));
  expect(Failure.parse(long)).toEqual(long);
});
