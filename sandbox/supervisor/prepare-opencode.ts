import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentModel } from '../../contracts/supervisor.ts';
import { opencodeConfig } from './opencode-config.ts';
import type { SandboxPaths } from './paths.ts';
import { readFile } from './workspace-files.ts';

/** The plugin interface that OpenCode would install into each of its config directories. */
const pluginPackage = { '@opencode-ai/plugin': '1.18.33' };

/** Writes what OpenCode reads when it starts. */
export async function prepareOpencode(
  paths: SandboxPaths,
  models: readonly AgentModel[],
  plugin: string,
): Promise<void> {
  await seedConfigDirectory(join(paths.home, '.config/opencode'));
  await seedConfigDirectory(join(paths.home, '.opencode'));
  await writeFile(paths.modelCatalogue, '{}');
  await writeFile(paths.opencodeConfig, JSON.stringify(opencodeConfig(models, paths, plugin)));
}

/**
 * Copies the repository's instructions to where the agent looks for them: OpenCode does not find
 * them itself, because the project's configuration, which could bring a plugin, is switched off.
 * A copy of what lies in the tree, for OpenCode would follow a link to wherever it leads, and what
 * it reads there, such as its own environment with its token, would be part of every prompt.
 */
export async function copyInstructions(paths: SandboxPaths): Promise<void> {
  const found =
    (await readFile(paths.repo, 'AGENTS.md')) ?? (await readFile(paths.repo, 'CLAUDE.md'));
  await rm(paths.instructions, { force: true });
  if (found) await writeFile(paths.instructions, Buffer.from(found.base64, 'base64'));
}

/**
 * Makes a config directory look as if the plugin interface had been installed: otherwise
 * OpenCode runs npm there, and without a network its first request waits over a minute for it.
 */
async function seedConfigDirectory(directory: string): Promise<void> {
  await mkdir(join(directory, 'node_modules'), { recursive: true });
  await writeFile(join(directory, 'package.json'), JSON.stringify({ dependencies: pluginPackage }));
  await writeFile(
    join(directory, 'package-lock.json'),
    JSON.stringify({ lockfileVersion: 3, packages: { '': { dependencies: pluginPackage } } }),
  );
}
