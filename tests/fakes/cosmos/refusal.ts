/** An answer that is not a success, as Cosmos DB gives it. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Record<string, string>;

  constructor(status: number, code: string, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** For what the real service can and this fake cannot: a test must not take it for an answer. */
export function notImplemented(what: string): Refusal {
  return new Refusal(501, 'NotImplemented', `The fake of Cosmos DB does not know ${what}.`);
}

export function badRequest(message: string): Refusal {
  return new Refusal(400, 'BadRequest', message);
}
