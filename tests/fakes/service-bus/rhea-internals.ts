import rhea, { type Delivery, type Message, type Sender } from 'rhea';

/**
 * What a broker needs of rhea beyond its rhea.types. rhea answers an attach by itself, while a broker has
 * to hold the answer back until there is a session to give.
 */
type Internals = {
  state: { local_open: boolean; open_requests: number };
  local: { attach: Record<string, unknown> };
};

function internalsOf(link: Sender): Internals {
  return link as unknown as Internals;
}

/** Takes back the answer that rhea was about to give. */
export function holdAttach(link: Sender): void {
  const { state } = internalsOf(link);
  state.local_open = false;
  state.open_requests = 0;
}

/** Gives the answer with these fields. */
export function answerAttach(link: Sender, fields: Record<string, unknown>): void {
  Object.assign(internalsOf(link).local.attach, fields);
  link.open();
}

/**
 * Ends a delivery whose receiver waits for our word on its outcome. Without the mark, rhea would
 * keep it for ever, and a link stalls at 2,048 of them.
 */
export function settle(delivery: Delivery, outcome: unknown): void {
  delivery.update(true, outcome);
  (delivery as { remote_settled: boolean }).remote_settled = true;
}

type Outcomes = Record<'accepted' | 'rejected', (fields?: unknown) => { described(): unknown }>;

const outcomes = rhea.message as unknown as Outcomes;

export function accepted(): unknown {
  return outcomes.accepted().described();
}

export function rejected(condition: string, description: string): unknown {
  return outcomes.rejected({ error: { condition, description } }).described();
}

type Section = { descriptor?: { value: unknown }; value: Buffer };
type SectionReader = new (buffer: Buffer) => { remaining(): number; read(): Section };

const dataSection = 0x75;

/** The messages of a batch: each is a data section that holds a message in AMQP's encoding. */
export function messagesOf(batch: Buffer): Message[] {
  const { Reader } = rhea.types as unknown as { Reader: SectionReader };
  const reader = new Reader(batch);
  const messages: Message[] = [];
  while (reader.remaining() > 0) {
    const section = reader.read();
    if (Number(section.descriptor?.value) === dataSection) messages.push(decode(section.value));
  }
  return messages;
}

export function decode(bytes: Uint8Array): Message {
  return rhea.message.decode(Buffer.from(bytes) as never) as unknown as Message;
}
