import { expect, onTestFinished, test } from 'vitest';
import { ApiClient } from '../../cli/api-client.ts';
import { resolveSessionId } from '../../cli/session-id.ts';
import { FakeService, token } from './support/fake-service.ts';

test('a beginning that fits many sessions names some and says how many more there are', async () => {
  const service = await FakeService.start();
  onTestFinished(() => service.close());
  for (let index = 1; index <= 7; index++) service.add(`ses_aaaa00000${index}`);
  const api = new ApiClient(service.url, () => Promise.resolve(token));
  await expect(resolveSessionId(api, 'ses_a')).rejects.toThrow(
    /^ses_a fits 7 sessions \((ses_\w+, ){4}ses_\w+ and 2 more\)\./,
  );
  expect(await resolveSessionId(api, 'aaaa000007')).toBe('ses_aaaa000007');
});

test('nothing typed names no session, not even the only one', async () => {
  const service = await FakeService.start();
  onTestFinished(() => service.close());
  service.add('ses_aaaa000001');
  const api = new ApiClient(service.url, () => Promise.resolve(token));
  for (const typed of ['', ' ', 'ses_'])
    await expect(resolveSessionId(api, typed)).rejects.toThrow('The id of the session is empty.');
});
