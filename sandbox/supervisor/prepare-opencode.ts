import { existsSync } from 'node:fs';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentModel } from '../../contracts/supervisor.ts';
import { opencodeConfig } from './opencode-config.ts';
import type { SandboxPaths } from './paths.ts';

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
 * Points the agent's instructions at the repository's own. OpenCode does not look for them
 * itself, because the project's configuration, which could bring a plugin, is switched off.
 */
export async function linkInstructions(paths: SandboxPaths): Promise<void> {
  await rm(paths.instructions, { force: true });
  const name = ['AGENTS.md', 'CLAUDE.md'].find((file) => existsSync(join(paths.repo, file)));
  if (name) await symlink(join(paths.repo, name), paths.instructions);
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
