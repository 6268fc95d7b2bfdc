import { expect, test } from 'vitest';
import { GitRepository } from './support/git-repository.ts';
import { Service } from './support/service.ts';
import { historyOf, ofType, runOf } from './support/session-log.ts';

test.each([
  { what: 'fails', hook: 'echo preparing; echo broken >&2; exit 3', code: 'setup_failed' },
  { what: 'hangs', hook: 'echo preparing; echo broken >&2; sleep 600', code: 'setup_timeout' },
])(
  'a setup hook that $what fails the run and shows its log',
  async ({ hook, code }) => {
    await using service = await Service.start({ env: { HARVEST_SETUP_SECONDS: '1' } });
    await using repository = await GitRepository.create({ '.harvest/setup.sh': `${hook}\n` });
    const { api } = service;
    const { sessionId, promptId } = await api.call('createSession', {
      body: { repository: repository.directory, prompt: { text: 'Explain this repository' } },
    });
    const { data } = await runOf(api, sessionId, promptId);
    expect(data).toMatchObject({ outcome: 'failed', failure: { code } });
    const events = await historyOf(api, sessionId);
    const log = ofType(events, 'phase.log').filter((event) => event.data.phase === 'setup');
    expect(log.flatMap((event) => event.data.lines)).toEqual(
      expect.arrayContaining([
        expect.stringContaining('preparing'),
        expect.stringContaining('broken'),
      ]),
    );
    const phases = ofType(events, 'phase.finished');
    expect(phases.at(-1)?.data).toMatchObject({ phase: 'setup', failure: { code } });
  },
  120_000,
);
