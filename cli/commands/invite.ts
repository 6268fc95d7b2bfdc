import { NewInvitation } from '../../contracts/people.ts';
import { defineCommand } from '../define-command.ts';
import { UsageError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';

export const invite = defineCommand({
  name: 'invite',
  arguments: '"NAME" EMAIL',
  summary: 'Make a one-time address that signs another person in',
  takes: { min: 2, max: 2 },
  options: {},
  run: async ({ values, positionals: [name = '', email = ''] }, { api, terminal }) => {
    const body = NewInvitation.safeParse({ name, email });
    if (!body.success) {
      const [issue] = body.error.issues;
      throw new UsageError(`${issue?.path.join('.')}: ${issue?.message}`);
    }
    const invitation = await api.call('invite', { body: body.data });
    const { url, expiresAt } = invitation;
    terminal.write(
      values.json ? `${JSON.stringify(invitation)}\n` : `${url}\nWorks once, until ${expiresAt}.\n`,
    );
    return exitCodes.done;
  },
});
