import { expect, it } from 'vitest';
import { defaultLimits, durableSettings } from '../../../embedded/durable/settings.ts';

it('has defaults for everything', () => {
  expect(durableSettings()).toEqual({
    taskHub: 'harvest',
    defaultVersion: '',
    limits: defaultLimits,
  });
});

it('reads what host.json says of durable functions', () => {
  const durableTask = {
    hubName: 'hub',
    defaultVersion: '3.1',
    maxConcurrentActivityFunctions: 7,
    maxEntityOperationBatchSize: 9,
  };
  expect(durableSettings(durableTask)).toEqual({
    taskHub: 'hub',
    defaultVersion: '3.1',
    limits: { ...defaultLimits, maxConcurrentActivities: 7, maxEntityBatch: 9 },
  });
});
