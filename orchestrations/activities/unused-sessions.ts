import { services } from '../../adapters/services.ts';
import type { StoredSession } from '../../core/stored-session.ts';
import { defineActivity } from '../define-activity.ts';

type Input = {
  /** ISO time. */
  unusedSince: string;
  after?: string;
};

const pageSize = 20;

/** A page of sessions that look unused since a time: their actors have the last word. */
export const unusedSessions = defineActivity<Input, { ids: string[]; next?: string }>(
  'unused-sessions',
  async ({ unusedSince: before, after }) => {
    const { items, next } = await services().documents.list<StoredSession>('sessions', {
      ...{ before, limit: pageSize },
      ...(after === undefined ? {} : { after }),
    });
    const unused = items.filter(({ body }) => !body.run && body.waiting === 0 && !body.sandboxId);
    return { ids: unused.map(({ id }) => id), ...(next === undefined ? {} : { next }) };
  },
);
