import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalSandboxProvider } from '../../../adapters/sandbox/local.ts';
import type { Isolation } from '../../../adapters/sandbox/isolation.ts';
import type { BootConfig, StartRun, TurnEnded } from '../../../contracts/supervisor.ts';
import { makeBootConfig } from './boot-config.ts';
import { bundleSandbox } from './bundle.ts';
import { startFakeControlPlane } from './fake-control-plane.ts';
import { makeOrigin, type OriginFiles } from './git-origin.ts';
import { newId } from './ids.ts';
import { startScriptedModel, type ModelCall, type ModelTurn } from './scripted-model.ts';

const tokens = {
  control: 'control-token',
  model: 'model-token',
  git: 'git-token',
  command: 'command-token',
};
export const author = { id: 'ada', name: 'Ada Lovelace', email: 'ada@example.com' };
export const branch = 'harvest/test';

export type SandboxLab = Awaited<ReturnType<typeof startLab>>;

/** Everything around a sandbox: a repository, a model, a control plane, and the local provider. */
export async function startLab(options: {
  script: (call: ModelCall) => ModelTurn;
  files?: OriginFiles;
  isolation?: Isolation;
  limits?: Partial<BootConfig['limits']>;
}) {
  const directory = await mkdtemp(join(tmpdir(), 'harvest-sandbox-'));
  const sessionId = newId('ses');
  const origin = await makeOrigin(directory, { 'README.md': '# Demo\n', ...options.files });
  const model = await startScriptedModel(tokens.model, options.script);
  const control = await startFakeControlPlane({ sessionId, tokens, origin: origin.directory });
  const provider = new LocalSandboxProvider({
    ...(await bundleSandbox(directory)),
    home: join(directory, 'home'),
    log: () => {},
    ...(options.isolation && { isolation: options.isolation }),
  });

  const bootConfig = (sandboxId: string): BootConfig =>
    makeBootConfig({
      sandboxId,
      sessionId,
      controlUrl: control.url,
      tokens,
      repository: { cloneUrl: control.cloneUrl, branch, baseRef: 'main' },
      modelUrl: model.baseUrl,
      limits: options.limits ?? {},
    });

  async function boot(snapshotId?: string): Promise<string> {
    const sandboxId = newId('sbx');
    // A new sandbox begins its outbox anew.
    control.items.length = 0;
    const config = bootConfig(sandboxId);
    await provider.create({ sandboxId, boot: config, ...(snapshotId && { snapshotId }) });
    return sandboxId;
  }

  async function command(method: 'GET' | 'POST', path: string, body?: unknown) {
    const response = await fetch(control.state.endpoint + path, {
      method,
      headers: { authorization: `Bearer ${tokens.command}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text ? JSON.parse(text) : undefined) as unknown };
  }

  const ready = () => control.until(() => control.items.find(({ body }) => body.kind === 'ready'));

  const run = (text: string, more: Partial<StartRun> = {}): StartRun => ({
    runId: newId('run'),
    promptId: newId('prm'),
    text,
    author,
    model: 'rehearsal/rehearsal-1',
    ...more,
  });

  const turn = (runId: string): Promise<TurnEnded> =>
    control.until(() =>
      control.items
        .flatMap(({ body }) => (body.kind === 'turn' ? [body.turn] : []))
        .find((ended) => ended.runId === runId),
    );

  return {
    directory,
    origin,
    model,
    control,
    provider,
    boot,
    command,
    ready,
    run,
    turn,
    publish: (runId: string, message = 'Do it') =>
      command('POST', '/publish', { runId, message, author }),
    close: async () => {
      for (const { sandboxId } of await provider.list()) await provider.terminate(sandboxId);
      await provider.close();
      await control.close();
      await model.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
