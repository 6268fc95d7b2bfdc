import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';

const Resource = z.object({
  id: z.string(),
  type: z.string(),
  name: z.string(),
  sku: z.object({ name: z.string() }).loose().optional(),
  tags: z.record(z.string(), z.string()).default({}),
  properties: z.record(z.string(), z.unknown()).default({}),
});
export type Resource = z.infer<typeof Resource>;

const Snapshot = z.object({
  predictedResources: z.array(Resource),
  diagnostics: z.array(z.unknown()),
});

export const stages = ['preview', 'staging', 'production', 'production-private'] as const;
export type StageName = (typeof stages)[number];

/** All that a stage's parameter file deploys, as the compiler has predicted it. */
export function resourcesOf(stage: StageName): Resource[] {
  const path = resolve(import.meta.dirname, `../../infra-bicep/${stage}.snapshot.json`);
  const snapshot = Snapshot.parse(JSON.parse(readFileSync(path, 'utf8')));
  // What could not be expanded is missing from the resources, and would be missed by every test.
  if (snapshot.diagnostics.length > 0) throw new Error(JSON.stringify(snapshot.diagnostics));
  return snapshot.predictedResources;
}

/** The one resource of a type, or the one of that type whose name ends so. */
export function only(resources: readonly Resource[], type: string, nameEnd = ''): Resource {
  const found = resources.filter((each) => each.type === type && each.name.endsWith(nameEnd));
  const [first] = found;
  if (!first || found.length > 1)
    throw new Error(`There are ${found.length} of ${type} ${nameEnd}`);
  return first;
}
