/** A refusal in the words of AMQP; `status` is for answers of the management node. */
export class AmqpFailure extends Error {
  readonly condition: string;
  readonly status: number;

  constructor(condition: string, description: string, status = 400) {
    super(description);
    this.condition = condition;
    this.status = status;
  }
}

/** For what the real service can and this fake cannot: a test must not take it for an answer. */
export function notImplemented(what: string): AmqpFailure {
  return new AmqpFailure('amqp:not-implemented', `The fake does not know ${what}.`, 501);
}
