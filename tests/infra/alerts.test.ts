import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { only, resourcesOf, stages } from './snapshots.ts';

const LogAlert = z.object({
  description: z.string(),
  enabled: z.literal(true),
  actions: z.object({ actionGroups: z.array(z.string()).length(1) }),
  criteria: z.object({
    allOf: z.tuple([
      z.object({ query: z.string(), operator: z.literal('GreaterThan'), threshold: z.number() }),
    ]),
  }),
});

describe.each(stages)('%s', (stage) => {
  const resources = resourcesOf(stage);
  const people = only(resources, 'Microsoft.Insights/actionGroups');

  test.each([
    { name: 'api-errors', above: 5, of: 'AppRequests' },
    { name: 'sandbox-start', above: 10, of: 'sandbox.phase' },
    { name: 'live-disconnects', above: 10, of: 'WebPubSubConnectivity' },
    { name: 'cost-spike', above: 2, of: 'run.usage' },
  ])('$name above $above tells people what to look at', ({ name, above, of }) => {
    const rules = resources.filter(
      (each) =>
        each.type === 'Microsoft.Insights/scheduledQueryRules' && each.name.startsWith(name),
    );
    const alerts = z
      .array(LogAlert)
      .length(1)
      .parse(rules.map(({ properties }) => properties));
    const [criterion] = alerts[0]?.criteria.allOf ?? [];
    expect(criterion?.threshold).toBe(above);
    expect(criterion?.query).toContain(of);
    expect(criterion?.query).toMatch(/Value = /);
    expect(alerts[0]?.actions.actionGroups).toEqual([people.id]);
    expect(alerts[0]?.description).toContain('Look at ');
  });

  test('prompts that wait or die, and calls turned away by Cosmos DB, are told, too', () => {
    const rules = resources.filter(({ type }) => type === 'Microsoft.Insights/metricAlerts');
    const names = rules.map(({ name }) => name.replace(/-harvest-\w+$/, ''));
    expect(names).toEqual(['prompts-waiting', 'prompts-dead', 'history-throttled']);
    for (const { properties } of rules)
      expect(properties['actions']).toEqual([{ actionGroupId: people.id }]);
  });

  test('somebody is told', () => {
    expect(people.properties['emailReceivers']).toMatchObject([
      { emailAddress: 'on-call@example.com' },
    ]);
  });

  test('every service that can sends its metrics to the workspace', () => {
    const logged = resources
      .filter(({ type }) => type === 'Microsoft.Insights/diagnosticSettings')
      .map(
        ({ id }) => /providers\/([^/]+)\/[^/]+\/[^/]+(?:\/[^/]+\/[^/]+)?\/providers/.exec(id)?.[1],
      );
    expect(logged.toSorted()).toEqual([
      'Microsoft.DocumentDB',
      'Microsoft.KeyVault',
      'Microsoft.ServiceBus',
      'Microsoft.SignalRService',
      'Microsoft.Storage',
      'Microsoft.Web',
    ]);
  });
});
