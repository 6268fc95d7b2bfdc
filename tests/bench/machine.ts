import { cpus, totalmem } from 'node:os';

export type Machine = { cpu: string; cores: number; memoryGb: number; node: string };

/** What a figure was measured on; without it no two figures can be compared. */
export function describeMachine(): Machine {
  const cores = cpus();
  return {
    cpu: cores[0]?.model.trim() ?? 'unknown',
    cores: cores.length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
}
