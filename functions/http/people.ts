import { createHash } from 'node:crypto';
import { consoleUrl } from '../../adapters/configuration.ts';
import { services } from '../../adapters/services.ts';
import type { Person } from '../../contracts/ids.ts';
import { ownerOnly } from './owner-only.ts';
import { ApiError } from './respond.ts';
import { serve } from './route.ts';

serve('me', ({ person }) => ({ ...person, roles: services().identity.roles(person) }));

serve('listPeople', ({ query: { search, after, limit } }) =>
  services().people.list({ ...(search ? { search } : {}), ...(after ? { after } : {}), limit }),
);

serve('removePerson', async ({ params, person }) => {
  ownerOnly(person);
  const { people, identity, live } = services();
  const personId = params['personId'] ?? '';
  const removed = await people.get(personId);
  if (removed && identity.roles(removed).includes('owner'))
    throw new ApiError('forbidden', { detail: 'The owner stays.' });
  if (removed) await people.remove(personId);
  // Also when somebody was removed before: this may have failed then.
  await live.disconnect(personId);
  if (!removed) throw new ApiError('person_unknown');
  return undefined;
});

serve('invite', async ({ body, person }) => {
  ownerOnly(person);
  const { people, identity, settings } = services();
  const invited = (await people.find(body.email)) ?? newPerson(body);
  await people.put(invited);
  const { code, expiresAt } = identity.invite(invited.id);
  // After the hash, so that no server is told it.
  const url = `${consoleUrl(settings)}/#code=${code}`;
  return { url, expiresAt };
});

/** The id comes from the address: two invitations of one person at the same time are one person. */
function newPerson({ name, email }: { name: string; email: string }): Person {
  const digest = createHash('sha256').update(email.toLowerCase()).digest('hex');
  return { id: `per_${digest.slice(0, 20)}`, name, email };
}
