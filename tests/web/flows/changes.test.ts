import { describe, expect } from 'vitest';
import { bash, said } from '../../flows/support/agent-turns.ts';
import { noBrowser } from '../support/browser.ts';
import { browserTest } from '../support/browser-test.ts';

const command = [
  "sed -i 's/Things/Better things/' README.md",
  'seq 1 2000 > numbers.txt',
  'mkdir -p src/deep && seq 1 500 > src/deep/more.txt',
  "printf 'a\\0b' > x.bin",
].join('; ');

const test = browserTest(({ request }) =>
  said(request, 'Keep this line.') ? { text: 'It stays.' } : undefined,
).extend('session', { scope: 'file' }, ({ visit }) =>
  visit.startSession('Change things', [bash(command), { text: 'Changed.' }]),
);

describe.skipIf(noBrowser)('the changes of a session', () => {
  test('are read file by file, remarked upon, and asked for again', async ({
    visit,
    page,
    session,
  }) => {
    await page.goto(`${visit.addressOf(session)}/changes`);
    const readme = page.getByRole('region', { name: 'README.md' });
    await readme.getByText('Better').waitFor();
    await page.getByText('2,000 lines, folded').waitFor();

    await page.keyboard.press('j');
    await page.keyboard.press('v');
    await page.getByText('1 of 4 viewed').waitFor();
    await page.reload();
    await page.getByText('1 of 4 viewed').waitFor();

    await readme.getByRole('button', { name: 'Comment on added line 1' }).click();
    await page.getByRole('textbox', { name: /^Comment on line 1/ }).fill('Why *better*?');
    await page.getByRole('button', { name: 'Comment', exact: true }).click();
    const comment = page.getByRole('article', { name: 'Comment of Ada' });
    await comment.getByText('better', { exact: true }).waitFor();

    await readme.getByRole('button', { name: 'Comment on deleted line 1' }).click();
    await page.getByRole('textbox', { name: /^Comment on line 1/ }).fill('Keep this line.');
    await page.getByRole('button', { name: 'Ask for this change' }).click();
    await page.getByRole('link', { name: 'Conversation' }).click();
    await page.getByText('It stays.').waitFor();
    expect(said(visit.model.requests.at(-1)?.request, '# Things')).toBe(true);
  });

  test('are found in the tree of files, whose lines have addresses', async ({
    visit,
    page,
    session,
  }) => {
    await page.goto(visit.addressOf(session));
    await page.getByRole('group', { name: 'Outcome of the run' }).first().waitFor();
    await page.getByRole('link', { name: 'Files', exact: true }).click();
    const tree = page.getByRole('navigation', { name: 'Files' });
    await tree.getByRole('button', { name: 'src' }).click();
    await tree.getByRole('button', { name: 'deep' }).press('ArrowRight');
    await tree.getByRole('button', { name: 'more.txt' }).click();
    await page.getByRole('link', { name: 'Link to line 3', exact: true }).click();
    await page.waitForURL(/path=src\/deep\/more\.txt.*#L3$/);

    await page.goto(page.url().replace('#L3', '#L400'));
    await page.reload();
    await page.getByRole('link', { name: 'Link to line 400', exact: true }).waitFor();
    await tree.getByRole('button', { name: 'x.bin' }).click();
    await page.getByText('A binary file').waitFor();

    await page.getByRole('combobox', { name: 'State of the files' }).click();
    await page.getByRole('option', { name: 'Before the session' }).click();
    await tree.getByRole('button', { name: 'src' }).waitFor({ state: 'detached' });
    await tree.getByRole('button', { name: 'README.md' }).waitFor();
  });

  test('are not merged where they conflict, and can be discarded', async ({
    visit,
    page,
    session,
  }) => {
    const { repository } = visit;
    await page.goto(`${visit.addressOf(session)}/changes`);
    const merge = page.getByRole('button', { name: 'Merge into main' });
    await merge.waitFor();
    await repository.write('README.md', '# Own things\n');
    await repository.git('commit', '-q', '-a', '-m', 'Go on');
    await merge.click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Merge', exact: true }).click();
    const alert = page.getByRole('alert').filter({ hasText: 'conflicts with main' });
    await alert.getByText('README.md').waitFor();
    expect(await repository.git('show', 'HEAD:README.md')).toBe('# Own things\n');
    expect(await repository.git('status', '--porcelain')).toBe('');

    await page.getByRole('button', { name: 'Discard…' }).click();
    await dialog.getByRole('button', { name: 'Discard', exact: true }).click();
    await page.getByText('A prompt that changes something makes a new one.').waitFor();
    expect(await repository.git('branch', '--list', 'harvest/*')).toBe('');
  });
});
