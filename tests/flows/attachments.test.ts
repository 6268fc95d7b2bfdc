import { expect, test } from 'vitest';
import { attachmentBytesLimit } from '../../contracts/attachments.ts';
import { startScriptedModel } from '../fakes/scripted-model.ts';
import { promptWithScript } from '../fakes/scripted-model-turns.ts';
import { bash, said } from './support/agent-turns.ts';
import { GitRepository } from './support/git-repository.ts';
import { Service } from './support/service.ts';
import { historyOf, ofType, runOf } from './support/session-log.ts';

test('a file goes with a prompt to the agent, outside of the repository', async () => {
  await using model = await startScriptedModel();
  await using service = await Service.start({ env: { HARVEST_MODEL_URL: model.url } });
  await using repository = await GitRepository.create({ 'a.txt': 'a\n' });
  const { api } = service;
  const headers = { authorization: `Bearer ${await service.token()}` };
  const address = `${service.url}/api/attachments`;
  const send = (query: string, body: Uint8Array) =>
    fetch(`${address}?${query}`, { method: 'POST', headers, body });

  const page = Buffer.from('<script>alert(1)</script>');
  const sent = await send('name=no%20te.html&type=text/html', page);
  expect(sent.status).toBe(201);
  const attachment = (await sent.json()) as { attachmentId: string };
  expect(attachment).toMatchObject({ name: 'no te.html', size: page.length });
  const large = await send('name=large', Buffer.alloc(attachmentBytesLimit + 1));
  expect(large.status).toBe(413);
  expect((await send('name=..%2Fa', page)).status).toBe(400);

  const found = await fetch(`${address}/${attachment.attachmentId}`, { headers });
  expect(found.headers.get('content-type')).toBe('application/octet-stream');
  expect(found.headers.get('content-disposition')).toContain('attachment');
  expect(found.headers.get('x-content-type-options')).toBe('nosniff');
  expect(Buffer.from(await found.arrayBuffer())).toEqual(page);
  expect((await fetch(`${address}/${attachment.attachmentId}`)).status).toBe(401);

  const look = 'cat $HARVEST_ROOT/attachments/*/*; git status --porcelain';
  const text = promptWithScript('Read it', [bash(look), { text: 'Done.' }]);
  const attachments = [attachment.attachmentId];
  const { sessionId, promptId } = await api.call('createSession', {
    body: { repository: repository.directory, prompt: { text, attachments } },
  });
  const finished = await runOf(api, sessionId, promptId);
  expect(finished.data).toMatchObject({ outcome: 'completed', changes: { commit: null } });
  const { request } = model.requests.at(-1) ?? {};
  expect(said(request, 'no te.html (text/html)')).toBe(true);
  expect(said(request, 'alert(1)')).toBe(true);
  const [queued] = ofType(await historyOf(api, sessionId), 'prompt.queued');
  expect(queued?.data.attachments).toEqual([attachment]);

  const params = { sessionId };
  await expect(
    api.call('sendPrompt', { params, body: { text: 'x', attachments: ['att_0000000009'] } }),
  ).rejects.toMatchObject({ problem: { code: 'attachment_unknown' } });
  await api.call('deleteSession', { params });
  expect((await fetch(`${address}/${attachment.attachmentId}`, { headers })).status).toBe(404);
}, 400_000);
