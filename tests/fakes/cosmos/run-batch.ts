import { operate, type Operation, type Scope } from './operations.ts';
import { badRequest, Refusal } from './refusal.ts';

type OperationAnswer = { statusCode: number; requestCharge: number; resourceBody?: unknown };

const maxOperations = 100;

/** Runs a transactional batch: all of it, or nothing, and then every operation but one says 424. */
export function runBatch(
  scope: Scope,
  operations: readonly Operation[],
): { status: number; answers: OperationAnswer[] } {
  if (operations.length === 0 || operations.length > maxOperations)
    throw badRequest('Batch request has more operations than what is supported.');
  let at = 0;
  try {
    const answers = scope.store.transaction(() =>
      operations.map((operation, index) => {
        at = index;
        const { status, document } = operate(scope, operation);
        return {
          statusCode: status,
          requestCharge: 5,
          ...(document ? { resourceBody: document } : {}),
        };
      }),
    );
    return { status: 200, answers };
  } catch (error) {
    if (!(error instanceof Refusal) || error.status === 501) throw error;
    const { status } = error;
    const answers = operations.map((_, index) => ({
      statusCode: index === at ? status : 424,
      requestCharge: index === at ? 1 : 0,
    }));
    return { status: 207, answers };
  }
}
