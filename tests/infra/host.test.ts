import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { startDeadlineMs } from '../../adapters/start-once.ts';

const Host = z.object({
  extensionBundle: z.object({ id: z.string(), version: z.string() }),
  extensions: z.object({
    serviceBus: z.record(z.string(), z.unknown()),
    durableTask: z.record(z.string(), z.unknown()),
  }),
});
const path = resolve(import.meta.dirname, '../../host.json');
const { extensionBundle, extensions } = Host.parse(JSON.parse(readFileSync(path, 'utf8')));
const { serviceBus, durableTask } = extensions;

test('a session of the queue is not let go of while its handler may be at work', () => {
  const [, minutes, seconds] = z
    .templateLiteral([z.number(), ':', z.number(), ':', z.number()])
    .parse(serviceBus['sessionIdleTimeout'])
    .split(':')
    .map(Number);
  const idleMs = ((minutes ?? 0) * 60 + (seconds ?? 0)) * 1_000;
  expect(idleMs).toBeGreaterThan(startDeadlineMs + 5_000);
});

test('a session of the queue is handled one message at a time', () => {
  // One call for each session is what the host does by itself.
  expect(serviceBus).not.toHaveProperty('maxConcurrentCallsPerSession');
  expect(serviceBus).not.toHaveProperty('maxMessageBatchSize');
  expect(serviceBus['autoCompleteMessages']).toBe(true);
});

test('orchestrations are kept by Durable Task Scheduler, and taken by their version', () => {
  expect(extensionBundle).toEqual({
    id: 'Microsoft.Azure.Functions.ExtensionBundle',
    // The first with versions of orchestrations; 5 is another model.
    version: '[4.26.0, 5.0.0)',
  });
  expect(durableTask).toMatchObject({
    storageProvider: { type: 'azureManaged' },
    defaultVersion: expect.stringMatching(/^\d+$/),
    versionMatchStrategy: 'CurrentOrOlder',
    versionFailureStrategy: 'Reject',
  });
  // Orchestrators in JavaScript hang with it.
  expect(durableTask).not.toHaveProperty('extendedSessionsEnabled');
});
