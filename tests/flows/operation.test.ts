import { expect, test } from 'vitest';
import { startScriptedModel } from '../fakes/scripted-model.ts';
import { Service } from './support/service.ts';
import { until } from './support/session-log.ts';

test('a connected model is tried, and one that is gone says why', async () => {
  await using service = await Service.start();
  const { api } = service;
  const [rehearsal] = (await api.call('listModels', {})).items;
  expect(await api.call('testModel', { body: { ref: rehearsal?.ref ?? '' } })).toMatchObject({
    ok: true,
    latencyMs: expect.any(Number),
  });
  await expect(api.call('testModel', { body: { ref: 'no/such' } })).rejects.toMatchObject({
    problem: { code: 'model_unknown' },
  });
}, 120_000);

test('a model whose endpoint went away fails its test with the cause', async () => {
  const model = await startScriptedModel();
  await using service = await Service.start({
    env: { HARVEST_MODEL_URL: model.url, HARVEST_MODEL: 'scripted' },
  });
  const ref = 'endpoint/scripted';
  await model[Symbol.asyncDispose]();
  expect(await service.api.call('testModel', { body: { ref } })).toMatchObject({
    ok: false,
    failure: { code: 'model_unreachable' },
  });
}, 120_000);

test('no dead prompts are listed where none died, and unknown ones are not put back', async () => {
  await using service = await Service.start();
  expect(await service.api.call('listDeadLetters', { query: {} })).toEqual({ items: [] });
  expect(await service.api.call('redeliverPrompts', { body: { ids: ['17'] } })).toEqual({
    redelivered: 0,
  });
}, 120_000);

test('a service starts where there is no git, and says that it could not make the sample', async () => {
  await using service = await Service.start({ env: { PATH: '/nowhere' } });
  await until(async () => (service.output.includes('host.sample-unmade') ? true : undefined));
  expect(await service.api.call('listSessions')).toEqual({ items: [] });
}, 120_000);
