import { join } from 'node:path';
import { build } from 'esbuild';
import type { SandboxPrograms } from '../../../adapters/sandbox/sandbox-command.ts';

const root = join(import.meta.dirname, '../../..');

/** Bundles the supervisor and the plugin as a release does, and names the programs beside them. */
export async function bundleSandbox(directory: string): Promise<SandboxPrograms> {
  const supervisor = join(directory, 'supervisor.mjs');
  const plugin = join(directory, 'plugin.js');
  const common = { bundle: true, format: 'esm', platform: 'node', logLevel: 'warning' } as const;
  const requireForCommonJs =
    "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
  await build({
    ...common,
    entryPoints: [join(root, 'sandbox/supervisor/main.ts')],
    outfile: supervisor,
    banner: { js: requireForCommonJs },
  });
  await build({
    ...common,
    entryPoints: [join(root, 'sandbox/plugin/plugin.ts')],
    outfile: plugin,
  });
  return {
    node: join(root, 'node_modules/node/bin/node'),
    supervisor,
    plugin,
    opencode: join(root, 'node_modules/opencode-linux-x64/bin/opencode'),
  };
}
