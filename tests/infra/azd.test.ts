import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { resourcesOf, stages } from './snapshots.ts';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(resolve(root, path), 'utf8');

test.each(stages)('azd finds in %s each service that azure.yaml deploys', (stage) => {
  const [, services = ''] = read('azure.yaml').split('\nservices:\n');
  const named = [...services.matchAll(/^ {2}(\w+):$/gm)].map(([, name]) => name);
  const tagged = resourcesOf(stage).flatMap(({ tags }) => tags['azd-service-name'] ?? []);
  expect(tagged.toSorted()).toEqual(named.toSorted());
  const environments = resourcesOf(stage).flatMap(({ tags }) => tags['azd-env-name'] ?? []);
  expect(new Set(environments)).toEqual(new Set([stage]));
});

test('what the deployment asks azd for is what the template puts out', () => {
  const asked = [...read('.github/workflows/deploy.yml').matchAll(/azd env get-value (\w+)/g)];
  const template = read('infra-bicep/main.bicep');
  expect(asked.map(([, name]) => name)).toHaveLength(3);
  for (const [, name] of asked) expect(template).toContain(`\noutput ${name} string`);
});

test('every npm script that a deployment runs is there', () => {
  const { scripts } = z
    .object({ scripts: z.record(z.string(), z.string()) })
    .parse(JSON.parse(read('package.json')));
  const files = [
    'azure.yaml',
    ...['checks', 'deploy'].map((name) => `.github/workflows/${name}.yml`),
  ];
  const run = files.flatMap((file) => [...read(file).matchAll(/npm run ([\w:]+)/g)]);
  expect(run.map(([, name]) => name)).toContain('package');
  for (const [, name = ''] of run) expect(scripts).toHaveProperty([name]);
});

test('an operator is told to let in each environment of GitHub that signs in', () => {
  const files = ['preview', 'release', 'rollback', 'nightly'];
  const named = files.flatMap((file) => [
    ...read(`.github/workflows/${file}.yml`).matchAll(/^ +environment: (\w+)$/gm),
  ]);
  const text = read('docs/operations/deploy.md');
  const [, told = ''] = /^for environment in (.*); do$/m.exec(text) ?? [];
  const alone = [...text.matchAll(/--subject repo:ORGANISATION\/harvest:environment:(\w+)$/gm)];
  const all = [...told.split(' '), ...alone.map(([, name]) => name)];
  expect(all.toSorted()).toEqual([...new Set(named.map(([, name]) => name))].toSorted());
});

test('what runs at night without approval is not told to use the identity that deploys', () => {
  const text = read('docs/operations/deploy.md');
  expect(text).not.toMatch(/^for environment in .*\bnightly\b/m);
  expect(text).toContain('gh variable set AZURE_CLIENT_ID --env nightly ');
});

test('an operator is told to set each variable by which the nightly run finds a service', () => {
  const asked = read('.github/workflows/nightly.yml').matchAll(/vars\.(NIGHTLY_\w+)/g);
  const told = read('docs/operations/deploy.md').matchAll(/gh variable set (NIGHTLY_\w+)/g);
  const names = (found: Iterable<RegExpMatchArray>) => new Set([...found].map(([, name]) => name));
  expect(names(told)).toEqual(names(asked));
});

test('the suite of the queue finds the one that it needs, in the service and in the emulator', () => {
  const text = read('docs/operations/deploy.md');
  const [told = ''] = /az servicebus queue create(?:.*\\\n)*.*/.exec(text) ?? [];
  for (const option of [
    '--name conformance',
    '--enable-session true',
    '--enable-duplicate-detection true',
    '--duplicate-detection-history-time-window PT20S',
    '--max-delivery-count 10',
  ])
    expect(told).toContain(option);
  const workflow = read('.github/workflows/nightly.yml');
  expect(workflow).toContain('SERVICE_BUS_QUEUE: conformance\n');

  const [config = ''] = /tests\/\S+emulator\.json/.exec(workflow) ?? [];
  expect(JSON.parse(read(config))).toMatchObject({
    UserConfig: {
      Namespaces: [
        {
          Queues: [
            {
              Name: 'conformance',
              Properties: {
                RequiresSession: true,
                RequiresDuplicateDetection: true,
                DuplicateDetectionHistoryTimeWindow: 'PT20S',
                MaxDeliveryCount: 10,
              },
            },
          ],
        },
      ],
    },
  });
});

test('each stage has its parameter file, which differs from the common one in the stage alone', () => {
  for (const stage of stages) {
    const text = read(`infra-bicep/${stage}.bicepparam`);
    expect(text).toContain("extends 'main.bicepparam'");
    expect([...text.matchAll(/^param (\w+)/gm)].map(([, name]) => name)).toEqual(['stage']);
    expect(text).toMatch(new RegExp(`= stages(\\.${stage}|\\['${stage}'\\])$`, 'm'));
  }
});
