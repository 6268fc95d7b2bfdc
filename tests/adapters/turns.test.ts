import { expect, test } from 'vitest';
import { Turns } from '../../adapters/turns.ts';

/** Work that notes when it begins, and goes on until it is told to end. */
function workshop() {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string) => async () => {
    begun.push(name);
    await new Promise<void>((resolve) => ends.set(name, resolve));
    return name;
  };
  return { begun, work, end: (name: string) => ends.get(name)?.() };
}

const settled = () => new Promise(setImmediate);

test('work on one thing waits for its turn, on another it does not', async () => {
  const turns = new Turns();
  const { begun, work, end } = workshop();
  const first = turns.take('a', work('first'));
  const second = turns.take('a', work('second'));
  const other = turns.take('b', work('other'));
  await settled();
  expect(begun).toEqual(['first', 'other']);

  end('first');
  await first;
  await settled();
  expect(begun).toEqual(['first', 'other', 'second']);
  end('second');
  end('other');
  expect(await Promise.all([second, other])).toEqual(['second', 'other']);
});

test('a turn that fails lets the next one begin', async () => {
  const turns = new Turns();
  const failing = turns.take('a', () => Promise.reject(new Error('broken')));
  const next = turns.take('a', () => Promise.resolve('next'));
  await expect(failing).rejects.toThrow('broken');
  expect(await next).toBe('next');
});

test('those who ask before a shared turn begins share it, and who asks later gets a new one', async () => {
  const turns = new Turns();
  const { begun, work, end } = workshop();
  const before = turns.take('a', work('before'));
  const shared = [turns.share('a', work('shared')), turns.share('a', work('not needed'))];
  end('before');
  await settled();
  end('before');
  await before;
  await settled();
  const later = turns.share('a', work('later'));
  end('shared');
  expect(await Promise.all(shared)).toEqual(['shared', 'shared']);
  await settled();
  end('later');
  expect(await later).toBe('later');
  expect(begun).toEqual(['before', 'shared', 'later']);
});
