import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { durableSettings, DurableTask, type DurableSettings } from './durable/settings.ts';

const schema = z.object({
  extensions: z
    .object({
      http: z.object({ routePrefix: z.string().optional() }).optional(),
      serviceBus: z.object({ maxConcurrentSessions: z.int().positive().optional() }).optional(),
      durableTask: DurableTask.optional(),
    })
    .optional(),
});

/** The settings of host.json that this host obeys, with the defaults of Azure. */
export type HostSettings = {
  /** First segment of every route, without slashes; empty for none. */
  routePrefix: string;
  /** How many sessions a queue trigger handles at the same time. */
  maxConcurrentSessions: number;
  durable: DurableSettings;
};

/** @throws an Error that names the file when it is not valid. A missing file means defaults. */
export function readHostJson(appDirectory: string): HostSettings {
  const file = path.join(appDirectory, 'host.json');
  const content = existsSync(file) ? parse(file) : {};
  const { http, serviceBus, durableTask } = content.extensions ?? {};
  return {
    routePrefix: (http?.routePrefix ?? 'api').replace(/^\/+|\/+$/g, ''),
    maxConcurrentSessions: serviceBus?.maxConcurrentSessions ?? 8,
    durable: durableSettings(durableTask),
  };
}

function parse(file: string): z.infer<typeof schema> {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new Error(`${file} is not valid: ${String(error)}`, { cause: error });
  }
}
