import { expect, test } from 'vitest';
import { Visit, type Answering } from './visit.ts';

/**
 * A `test` for a file of browser tests. They share one service and one browser; each has a page of
 * its own that is signed in, and fails when a page had an error or asked another origin.
 */
export function browserTest(answering?: Answering) {
  return test
    .extend('visit', { scope: 'file' }, async ({}, { onCleanup }) => {
      const visit = await Visit.start(answering);
      onCleanup(() => visit[Symbol.asyncDispose]());
      return visit;
    })
    .extend('page', async ({ visit }, { onCleanup }) => {
      onCleanup(async () => expect(await visit.leave()).toEqual([]));
      return visit.newPage();
    });
}
