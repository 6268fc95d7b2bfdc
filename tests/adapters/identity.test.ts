import { afterEach, beforeEach, expect, it } from 'vitest';
import { SqliteDocuments } from '../../adapters/documents/sqlite.ts';
import { Signer } from '../../adapters/identity/signed.ts';
import { SingleMachineIdentity } from '../../adapters/identity/single-machine.ts';
import { DocumentPeople } from '../../adapters/people/documents.ts';
import { Database } from '../../adapters/sqlite/database.ts';
import type { SandboxIdentity } from '../../core/ports/identity.ts';

const secret = 'a-secret-of-this-installation';
const token = 'the-token-of-the-command-line';
const code = 'one-time-code';
const owner = { id: 'local', name: 'You' };
const guest = { id: 'per_1', name: 'Grace', email: 'grace@example.com' };
const sandbox: SandboxIdentity = {
  sessionId: 'ses_0000000001',
  sandboxId: 'sbx_0000000001',
  scope: 'model',
};
const day = 86_400_000;

let database: Database;
let now: number;

function peopleOf(db: Database): DocumentPeople {
  return new DocumentPeople(new SqliteDocuments(db, () => new Date(now).toISOString()), owner);
}

function identityWith(options: { secret?: string; code?: string } = {}): SingleMachineIdentity {
  const documents = new SqliteDocuments(database, () => new Date(now).toISOString());
  const people = peopleOf(database);
  const fixed = { secret, token, owner, people, documents, now: () => now };
  return new SingleMachineIdentity({ ...fixed, ...options });
}

beforeEach(() => {
  database = new Database(':memory:');
  now = Date.parse('2026-01-01T00:00:00.000Z');
});
afterEach(() => database.close());

/** The token with one character of its payload changed, its signature left as it was. */
function altered(signed: string): string {
  const [payload = '', signature = ''] = signed.split('.');
  const text = Buffer.from(payload, 'base64url').toString().replace('"model"', '"git"');
  return `${Buffer.from(text).toString('base64url')}.${signature}`;
}

it('knows the person by the token, and by nothing that resembles it', async () => {
  const identity = identityWith();
  expect(await identity.person({ bearer: token })).toEqual(owner);
  for (const bearer of ['', token.slice(0, -1), `${token} `, token.toUpperCase()])
    expect(await identity.person({ bearer })).toBeUndefined();
  expect(await identity.person({})).toBeUndefined();
});

it('signs a browser in once per code, for thirty days', async () => {
  const identity = identityWith({ code });
  const cookie = (await identity.signIn(code))?.cookie ?? '';
  expect(await identity.person({ cookie })).toEqual(owner);
  now += 30 * day - 1;
  expect(await identity.person({ cookie })).toEqual(owner);
  now += 1;
  expect(await identity.person({ cookie })).toBeUndefined();
});

it('takes a code once, also after a restart and when it is sent twice at a time', async () => {
  const answers = await Promise.all([
    identityWith({ code }).signIn(code),
    identityWith({ code }).signIn(code),
  ]);
  expect(answers.filter((answer) => answer !== undefined)).toHaveLength(1);
  expect(await identityWith({ code }).signIn(code)).toBeUndefined();
  expect(await identityWith({ code: 'the-next-code' }).signIn('the-next-code')).toBeDefined();
});

it('takes no other code, and none where there is none', async () => {
  expect(await identityWith({ code }).signIn('another-code')).toBeUndefined();
  expect(await identityWith().signIn('')).toBeUndefined();
  expect(await identityWith({ code }).signIn(code)).toBeDefined();
});

it('signs an invited person in once, within a day, as nobody else', async () => {
  const identity = identityWith({ code });
  await peopleOf(database).put(guest);
  const { code: invitation, expiresAt } = identity.invite(guest.id);
  expect(expiresAt).toBe(new Date(now + day).toISOString());
  const cookie = (await identityWith().signIn(invitation))?.cookie ?? '';
  expect(await identity.person({ cookie })).toEqual(guest);
  expect(await identity.signIn(invitation)).toBeUndefined();
  expect([identity.roles(guest), identity.roles(owner)]).toEqual([[], ['owner']]);

  const late = identity.invite(guest.id).code;
  now += day;
  expect(await identity.signIn(late)).toBeUndefined();
});

it('makes a code of its own for each invitation', () => {
  const identity = identityWith();
  expect(identity.invite(guest.id).code).not.toBe(identity.invite(guest.id).code);
});

it('lets nobody in who has been removed', async () => {
  const identity = identityWith();
  const people = peopleOf(database);
  await people.put(guest);
  const cookie = (await identity.signIn(identity.invite(guest.id).code))?.cookie ?? '';
  const unused = identity.invite(guest.id).code;
  await people.remove(guest.id);
  expect(await identity.person({ cookie })).toBeUndefined();
  expect(await identity.signIn(unused)).toBeUndefined();
});

it('does not keep the code as it is', async () => {
  await identityWith({ code }).signIn(code);
  const rows = database.prepare('SELECT * FROM documents').all();
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain(code);
});

it('reads what a sandbox token says, and refuses any that it did not make', () => {
  const identity = identityWith();
  const made = identity.sandboxToken(sandbox);
  expect(identity.sandbox(made)).toEqual(sandbox);
  expect(identityWith({ secret: 'another installation' }).sandbox(made)).toBeUndefined();
  const [payload = ''] = made.split('.');
  const bad = [altered(made), made.slice(0, -1), `${made}.x`, payload, `${payload}.`, '.', ''];
  for (const forged of bad) expect(identity.sandbox(forged)).toBeUndefined();
});

it('gives each scope and each sandbox a token of its own', () => {
  const identity = identityWith();
  const scopes = ['control', 'model', 'git'] as const;
  const tokens = scopes.map((scope) => identity.sandboxToken({ ...sandbox, scope }));
  expect(new Set(tokens).size).toBe(3);
  expect(tokens.map((made) => identity.sandbox(made)?.scope)).toEqual(scopes);
  expect(identity.commandToken('sbx_1')).toBe(identityWith().commandToken('sbx_1'));
  expect(identity.commandToken('sbx_1')).not.toBe(identity.commandToken('sbx_2'));
});

it('takes no cookie for a sandbox token, and no sandbox token for a cookie', async () => {
  const identity = identityWith({ code });
  const { code: invitation } = identity.invite(owner.id);
  expect(await identity.person({ cookie: invitation })).toBeUndefined();
  expect(identity.sandbox(invitation)).toBeUndefined();
  const cookie = (await identity.signIn(code))?.cookie ?? '';
  expect(identity.sandbox(cookie)).toBeUndefined();
  expect(await identity.signIn(cookie)).toBeUndefined();
  const made = identity.sandboxToken(sandbox);
  expect(await identity.person({ cookie: made })).toBeUndefined();
  expect(await identity.person({ bearer: made })).toBeUndefined();
});

it('refuses what is signed but does not have the shape of a sandbox token', () => {
  const signed = new Signer(secret).sign({ kind: 'sandbox', ...sandbox, scope: 'everything' });
  expect(identityWith().sandbox(signed)).toBeUndefined();
});
