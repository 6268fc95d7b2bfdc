import { z } from 'zod';
import { Person, SessionId } from '../../contracts/ids.ts';
import { PresenceUpdate } from '../../contracts/presence.ts';
import { Signer } from '../identity/signed.ts';

const Mark = z.object({
  kind: z.literal('presence'),
  sessionId: SessionId,
  /** Of the page, where it is one that says that it is here. */
  clientId: PresenceUpdate.shape.clientId.optional(),
  person: Person,
});
type Presence = Omit<z.infer<typeof Mark>, 'kind'>;

/**
 * What a live address says of who will connect by it, signed: it comes back with the connection's
 * events by way of the client, which could write anything into it.
 */
export class PresenceMarks {
  readonly #signer: Signer;

  constructor(secret: string) {
    this.#signer = new Signer(secret);
  }

  seal(presence: Presence): string {
    return this.#signer.sign({ kind: 'presence', ...presence });
  }

  /** Undefined for what this installation has not made. */
  open(mark: string): Presence | undefined {
    const opened = this.#signer.open(mark, Mark);
    if (!opened) return undefined;
    const { kind: _, ...presence } = opened;
    return presence;
  }
}
