import { durableClient } from '../../adapters/durable-client.ts';
import { services } from '../../adapters/services.ts';
import type { StoredSession } from '../../core/stored-session.ts';
import { defineActivity } from '../define-activity.ts';
import { watchAgain } from './idle-watches.ts';

type Input = {
  /** ISO time. */
  unusedSince: string;
  after?: string;
};

const pageSize = 20;

/**
 * A page of sessions that look unused since a time: their actors have the last word. Those that
 * hold a sandbox stay; where nobody watches over it any more they are to give it back until the
 * next time.
 */
export const unusedSessions = defineActivity<Input, { ids: string[]; next?: string }>(
  'unused-sessions',
  async ({ unusedSince: before, after }, context) => {
    const { items, next } = await services().documents.list<StoredSession>('sessions', {
      ...{ before, limit: pageSize },
      ...(after === undefined ? {} : { after }),
    });
    const idle = items.filter(({ body }) => !body.run && body.waiting === 0);
    for (const { body } of idle) await watchAgain(durableClient(context), body);
    const unused = idle.filter(({ body }) => !body.sandboxId);
    return { ids: unused.map(({ id }) => id), ...(next === undefined ? {} : { next }) };
  },
);
