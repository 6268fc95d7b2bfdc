import rhea, { type EventContext, type Message, type Sender } from 'rhea';
import { checkToken } from './access-token.ts';
import { AmqpFailure } from './amqp-failure.ts';
import { manage, type Managed, type ManagementAnswer } from './management.ts';

const authorization = '$cbs';
const management = /\/\$management$/i;

export function isRequestAddress(address: string): boolean {
  return address === authorization || management.test(address);
}

/** Pairs of links over which a client asks and is answered: for tokens, and for management. */
export class RequestLinks {
  readonly #key: { keyName: string; key: string };
  readonly #managed: (path: string) => Managed;
  /** Where answers go, by the name that requests give. */
  readonly #replies = new Map<string, Sender>();

  constructor(key: { keyName: string; key: string }, managed: (path: string) => Managed) {
    this.#key = key;
    this.#managed = managed;
  }

  /** Takes the link if it is one for answers. */
  take(link: Sender): boolean {
    const address = String(link.source.address);
    if (!isRequestAddress(address)) return false;
    link.set_source({ address } as never);
    this.#replies.set(link.name, link);
    return true;
  }

  /** Answers the message if it is a request. */
  answer({ receiver, delivery, message }: EventContext): boolean {
    const address = String(receiver?.target.address);
    if (!message || !isRequestAddress(address)) return false;
    delivery?.accept();
    const { status, description, body, condition } = this.#outcome(address, message);
    this.#replies.get(String(message.reply_to))?.send({
      correlation_id: String(message.message_id),
      body: body ?? '',
      application_properties: {
        'status-code': rhea.types.wrap_int(status),
        statusCode: rhea.types.wrap_int(status),
        'status-description': description,
        statusDescription: description,
        ...(condition ? { errorCondition: condition } : {}),
      },
    });
    return true;
  }

  #outcome(
    address: string,
    message: Message,
  ): ManagementAnswer & { description: string; condition?: string } {
    try {
      if (address === authorization) {
        checkToken(String(message.body), this.#key);
        return { status: 202, description: 'Accepted' };
      }
      const operation = String(message.application_properties?.['operation']);
      const managed = this.#managed(address.replace(management, ''));
      return { description: 'OK', ...manage(managed, operation, message.body) };
    } catch (error) {
      if (!(error instanceof AmqpFailure)) throw error;
      const { status, message: description, condition } = error;
      return { status, description, condition };
    }
  }
}
