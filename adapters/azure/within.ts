/**
 * Gives an operation of a client library a deadline of our own: some of Service Bus's wait a minute
 * for an answer that a broken connection has lost, whatever their own options say. The operation
 * may go on behind the failure.
 */
export async function within<T>(deadlineMs: number, operation: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const message = `There was no answer within ${deadlineMs} ms.`;
      reject(Object.assign(new Error(message), { code: 'ServiceTimeout' }));
    }, deadlineMs);
  });
  try {
    return await Promise.race([operation, late]);
  } finally {
    clearTimeout(timer);
  }
}
