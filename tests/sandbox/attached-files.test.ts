import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withAttachments } from '../../sandbox/supervisor/attached-files.ts';
import { ControlPlane } from '../../sandbox/supervisor/control-plane.ts';
import { sandboxPaths } from '../../sandbox/supervisor/paths.ts';

const png = Buffer.from('89504e470d0a1a0a', 'hex');
const picture = {
  attachmentId: 'att_0000000001',
  name: 'a b.png',
  mediaType: 'image/png',
  size: 8,
};
const notes = {
  attachmentId: 'att_0000000002',
  name: 'notes.md',
  mediaType: 'text/plain',
  size: 8,
};

class StoredFiles extends ControlPlane {
  constructor() {
    super('http://127.0.0.1:1', 'token');
  }

  override attachment(): Promise<Uint8Array> {
    return Promise.resolve(png);
  }
}

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'harvest-attached-'));
});
afterEach(() => rm(root, { recursive: true }));

const attach = (sees: boolean, ...attachments: Array<typeof picture>) =>
  withAttachments('Look', attachments, {
    ...{ control: new StoredFiles(), paths: sandboxPaths(root), sees },
  });

test('a prompt without attachments stays as it is', async () => {
  expect(await attach(true)).toEqual({ text: 'Look', pictures: [] });
});

test('files are written, again on a second attempt, and the agent is told where', async () => {
  await attach(true, picture, notes);
  const { text } = await attach(true, picture, notes);
  const file = join(root, 'attachments/att_0000000001/a b.png');
  expect(text).toContain(`- ${file} (image/png)`);
  expect(text).toMatch(/^Look\n\nAttached files:\n- .*\n- .*notes\.md \(text\/plain\)$/);
  expect(await readFile(file)).toEqual(png);
});

test('a name of more bytes than that of a file is cut between characters', async () => {
  const short = { ...notes, name: `${'写'.repeat(120)}` };
  const picked = { ...picture, name: `${'写'.repeat(116)}.png` };
  const odd = { ...picture, attachmentId: 'att_0000000003', name: `a.${'😀'.repeat(59)}写` };
  const { text } = await attach(true, short, picked, odd);
  const names = text
    .split('\n- ')
    .slice(1)
    .map((line) => basename(line.replace(/ \(.*/, '')));
  expect(names).toEqual(['写'.repeat(85), `${'写'.repeat(83)}.png`, `a.${'😀'.repeat(59)}写`]);
  expect(await readFile(join(root, 'attachments', picked.attachmentId, names[1]!))).toEqual(png);
});

test('only pictures are shown, and only to a model that sees', async () => {
  const { pictures } = await attach(true, picture, notes);
  const url = `data:image/png;base64,${png.toString('base64')}`;
  expect(pictures).toEqual([{ mime: 'image/png', filename: 'a b.png', url }]);
  expect((await attach(false, picture)).pictures).toEqual([]);
});
