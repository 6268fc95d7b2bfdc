import type { Person } from '../../contracts/ids.ts';
import type { Documents } from '../../core/ports/documents.ts';
import type { People } from '../../core/ports/people.ts';

const collection = 'people';

/** A person with what is searched: documents are found by a `title`, and by equal fields. */
type KnownPerson = { person: Person; title: string; address: string };

/** People as documents, and the machine's own person, who is known from the settings. */
export class DocumentPeople implements People {
  readonly #documents: Documents;
  readonly #owner: Person;
  #ownerListed: Promise<void> | undefined;

  constructor(documents: Documents, owner: Person) {
    this.#documents = documents;
    this.#owner = owner;
  }

  async get(personId: string): Promise<Person | undefined> {
    if (personId === this.#owner.id) return this.#owner;
    return (await this.#documents.get<KnownPerson>(collection, personId))?.body.person;
  }

  async find(idOrEmail: string): Promise<Person | undefined> {
    const address = addressOf(idOrEmail);
    if (address === addressOf(this.#owner.email)) return this.#owner;
    const byId = await this.get(idOrEmail);
    if (byId || !address.includes('@')) return byId;
    const found = await this.#documents.list<KnownPerson>(collection, {
      where: { address },
      limit: 1,
    });
    return found.items[0]?.body.person;
  }

  async list({ search, after, limit }: { search?: string; after?: string; limit: number }) {
    // Written when it is first needed, as its name may have changed since the last start.
    await (this.#ownerListed ??= this.put(this.#owner).catch((error: unknown) => {
      this.#ownerListed = undefined;
      throw error;
    }));
    const page = await this.#documents.list<KnownPerson>(collection, {
      ...(search ? { search } : {}),
      ...(after ? { after } : {}),
      limit,
    });
    const items = page.items.map(({ body }) => body.person);
    return { items, ...(page.next ? { next: page.next } : {}) };
  }

  async put(person: Person): Promise<void> {
    const { id, name, email = '' } = person;
    const known: KnownPerson = { person, title: `${name} ${email}`, address: addressOf(email) };
    await this.#documents.put(collection, id, known);
  }

  remove(personId: string): Promise<void> {
    return this.#documents.delete(collection, personId);
  }
}

function addressOf(email = ''): string {
  return email.trim().toLowerCase();
}
