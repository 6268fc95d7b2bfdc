/**
 * Gives an operation of a client library a deadline of our own: some of Service Bus's wait a minute
 * for an answer that a broken connection has lost, whatever their own options say. The operation
 * may go on behind the failure.
 *
 * @param problem what it fails with
 */
export async function within<T>(
  deadlineMs: number,
  operation: Promise<T>,
  problem: (message: string) => Error = serviceTimeout,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const message = `There was no answer within ${deadlineMs} ms.`;
    timer = setTimeout(() => reject(problem(message)), deadlineMs);
  });
  try {
    return await Promise.race([operation, late]);
  } finally {
    clearTimeout(timer);
  }
}

function serviceTimeout(message: string): Error {
  return Object.assign(new Error(message), { code: 'ServiceTimeout' });
}
