import { expect, test } from 'vitest';
import { cli } from './support/command-line.ts';
import { GitRepository } from './support/git-repository.ts';
import { Service } from './support/service.ts';
import { historyOf, ofType } from './support/session-log.ts';

test.each([
  { what: 'fails', ends: 'exit 3', code: 'setup_failed', says: 'setup.sh: exit code 3. Mend the' },
  {
    what: 'hangs',
    ends: 'sleep 600',
    code: 'setup_timeout',
    says: 'setup.sh did not end in time.',
  },
])(
  'a setup hook that $what fails the run and shows its log',
  async ({ ends, code, says }) => {
    const hook = `echo preparing; echo broken >&2; ${ends}\n`;
    await using service = await Service.start({ env: { HARVEST_SETUP_SECONDS: '1' } });
    await using repository = await GitRepository.create({ '.harvest/setup.sh': hook });
    const refs = await repository.git('for-each-ref');
    const where = ['--repo', repository.directory];
    const run = await cli(service, 'run', ...where, 'Explain this repository');
    expect(run.code).toBe(1);

    const { api } = service;
    const [session] = (await api.call('listSessions')).items;
    const events = await historyOf(api, session?.sessionId ?? '');
    const [finished] = ofType(events, 'run.finished');
    expect(finished?.data).toMatchObject({ outcome: 'failed', failure: { code } });
    const phases = ofType(events, 'phase.finished');
    expect(phases.at(-1)?.data).toMatchObject({ phase: 'setup', failure: { code } });
    expect(run.stdout).toMatch(/^ {2}│ preparing$/m);
    expect(run.stdout).toMatch(/^ {2}│ broken$/m);
    expect(run.stdout).toContain(says);
    expect(await repository.git('for-each-ref')).toBe(refs);
  },
  120_000,
);
