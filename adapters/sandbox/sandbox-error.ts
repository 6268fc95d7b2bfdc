import type { ErrorCode } from '../../contracts/errors.ts';

/** A sandbox could not be made, kept or ended. */
export class SandboxError extends Error {
  override readonly name = 'SandboxError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Passes a result on; what goes wrong becomes a `SandboxError` that tells a full disk apart. */
export async function orSandboxError<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SandboxError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const full = /ENOSPC|No space left on device/.test(reason);
    const code = full ? 'storage_full' : 'sandbox_failed';
    throw new SandboxError(code, `${doing}: ${reason}`, { cause: error });
  }
}
