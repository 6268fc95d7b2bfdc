import { CosmosClient } from '@azure/cosmos';
import { setTimeout as delay } from 'node:timers/promises';
import { createContainers } from '../../adapters/cosmos/containers.ts';
import { fakeKey, startFakeCosmos } from '../fakes/cosmos/fake-cosmos.ts';
import { eventually, historyOf, ofType, runOf } from '../flows/support/session-log.ts';
import type { ApiClient } from '../../cli/api-client.ts';
import { Service } from '../flows/support/service.ts';
import { Api } from './api.ts';
import { single, type Figure } from './figures.ts';
import { ServiceCounts } from './service-counts.ts';
import { Viewers } from './viewers.ts';

const firstPrompt = 'Make the failing test pass';
const followUps = [
  'Add a function that finds the longest duration',
  'Explain what this project does',
];
const viewerCount = 2;
/** How long the service is watched with nothing to do; timers run each minute. */
const idleMs = 60_000;
/** Web PubSub counts messages in units of 2 KB. */
const messageBytes = 2_048;

/**
 * What one session takes of the services on Azure, counted: three prompts to the real agent with
 * the rehearsal model, followed by two viewers, with its data in the fake of Cosmos DB. The rest of
 * the load model (`npm run load-model`) is arithmetic.
 */
export async function measureSessionCost(progress: (text: string) => void): Promise<Figure[]> {
  const fake = await startFakeCosmos();
  const { endpoint } = fake;
  const client = new CosmosClient({ endpoint, key: fakeKey });
  await createContainers(client, 'harvest');
  client.dispose();
  try {
    await using service = await Service.start({
      env: {
        COSMOS_ENDPOINT: endpoint,
        COSMOS_KEY: fakeKey,
        HARVEST_LOG: 'debug',
        HARVEST_IDLE_SECONDS: '5',
      },
    });
    const counts = new ServiceCounts(() => service.output, fake);
    // What a start takes is no part of a day.
    counts.take();
    progress(`idle for ${idleMs / 1_000} s`);
    await delay(idleMs);
    const idle = counts.take();

    const { api } = service;
    const body = { repository: 'sample', prompt: { text: firstPrompt } };
    const { sessionId, promptId } = await api.call('createSession', { body });
    let messages = 0;
    const address = new Api(service.url, await service.token());
    const viewers = await Viewers.connect(address, [sessionId], viewerCount, (data) => {
      messages += Math.ceil(Buffer.byteLength(JSON.stringify(data)) / messageBytes);
    });
    await completed(api, sessionId, promptId);
    for (const text of followUps) {
      progress(text);
      const sent = await api.call('sendPrompt', { params: { sessionId }, body: { text } });
      await completed(api, sessionId, sent.promptId);
    }
    await eventually(api, sessionId, 'sandbox.parked');
    await api.call('listSessions', {});
    const session = counts.take();
    await viewers.close();
    address.close();
    const events = await historyOf(api, sessionId);
    const perDay = 86_400_000 / idleMs;
    return [
      single('prompts', 'count', ofType(events, 'run.finished').length),
      single('events', 'count', events.length),
      single('request units', 'RU', Math.round(session.requestUnits)),
      single('of one partition', 'RU', Math.round(session.listUnits)),
      single('stored', 'KB', Math.round(session.storedBytes / 1e3)),
      single('stored in one partition', 'KB', Math.round(session.sharedBytes / 100) / 10),
      single('live messages', 'count', messages),
      single('executions', 'count', session.executions),
      single('durable actions', 'count', session.durableActions),
      single('queue messages', 'count', session.queueMessages),
      single('request units of an idle day', 'RU', Math.round(idle.requestUnits * perDay)),
      single('executions of an idle day', 'count', Math.round(idle.executions * perDay)),
    ];
  } finally {
    await fake.close();
  }
}

async function completed(api: ApiClient, sessionId: string, promptId?: string): Promise<void> {
  const { data } = await runOf(api, sessionId, promptId);
  if (data.outcome !== 'completed') throw new Error(`A run ended as ${data.outcome}.`);
}
