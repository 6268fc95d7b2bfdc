import { log } from '../../adapters/log.ts';
import { SandboxError } from '../../adapters/sandbox/sandbox-error.ts';
import { services, type Services } from '../../adapters/services.ts';
import type { SessionSummary } from '../../contracts/api.ts';
import { failure, type Failure } from '../../contracts/errors.ts';
import type { EventBody } from '../../contracts/events.ts';
import type { BootConfig } from '../../contracts/supervisor.ts';
import type { Repository } from '../../core/ports/scm.ts';
import { defineActivity } from '../define-activity.ts';

type Input = { sessionId: string; sandboxId: string; snapshotId: string | null };
type Output = { ok: true } | { ok: false; failure: Failure };

/** Gets a sandbox going; `hello` and `ready` come from its supervisor. Idempotent on `sandboxId`. */
export const createSandbox = defineActivity<Input, Output>('create-sandbox', async (input) => {
  const all = services();
  const startedAt = all.clock();
  await phase(all, input, 'started', { type: 'phase.started', data: ofPhase(input) });
  const result = await create(all, input);
  const durationMs = all.clock() - startedAt;
  const data = { ...ofPhase(input), durationMs, ...(result.ok ? {} : { failure: result.failure }) };
  await phase(all, input, 'finished', { type: 'phase.finished', data });
  return result;
});

const lostSecret =
  "The repository's environment variables cannot be decrypted. Set them again, all of them.";

const ofPhase = ({ sandboxId }: Input) => ({ sandboxId, phase: 'acquire' as const });

function phase({ recorder, now }: Services, input: Input, step: string, body: EventBody) {
  const key = `sandbox:${input.sandboxId}:acquire:${step}`;
  return recorder.record(input.sessionId, [{ ...body, key, at: now() }]);
}

async function create(all: Services, input: Input): Promise<Output> {
  const { documents, scm, sandboxes, sandboxRecords, environments } = all;
  const { sessionId, sandboxId, snapshotId } = input;
  const session = (await documents.get<SessionSummary>('sessions', sessionId))?.body;
  const repository =
    session && (await documents.get<Repository>('repositories', session.repository))?.body;
  if (!session || !repository) return { ok: false, failure: failure('repository_unknown') };
  const workspace = { branch: session.branch, restored: snapshotId !== null };
  const fresh = await scm.refresh(repository, workspace);
  if (!fresh.ok) return { ok: false, failure: failure(fresh.code, fresh.detail) };

  const environment = await environments.variables(repository.repositoryId);
  if (!environment) return { ok: false, failure: failure('sandbox_failed', lostSecret) };

  const now = await documents.get<SessionSummary>('sessions', sessionId);
  // Bringing the repository up to date may have taken long.
  if (now?.body.sandboxId !== sandboxId) return { ok: false, failure: failure('sandbox_lost') };
  await sandboxRecords.begin(sandboxId, sessionId, all.clock());
  const boot = bootConfig(all, {
    ...{ session, sandboxId, repository, snapshotId, environment, baseRef: fresh.baseRef },
  });
  try {
    await sandboxes.create({ sandboxId, ...(snapshotId ? { snapshotId } : {}), boot });
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    log('error', 'sandbox.create-failed', detail, { sessionId, sandboxId });
    const code = error instanceof SandboxError ? error.code : 'sandbox_failed';
    return { ok: false, failure: failure(code, detail) };
  }
  await sandboxRecords.change(sandboxId, { created: true });
  return { ok: true };
}

function bootConfig(
  { settings, identity, models, scm }: Services,
  given: {
    session: SessionSummary;
    sandboxId: string;
    repository: Repository;
    snapshotId: string | null;
    environment: Record<string, string>;
    baseRef: string;
  },
): BootConfig {
  const { session, sandboxId, repository } = given;
  const { sessionId, branch } = session;
  const controlUrl = settings.HARVEST_PUBLIC_URL.replace(/\/$/, '');
  const token = (scope: 'control' | 'model' | 'git') =>
    identity.sandboxToken({ sessionId, sandboxId, scope });
  return {
    sandboxId,
    sessionId,
    controlUrl,
    tokens: {
      control: token('control'),
      model: token('model'),
      git: token('git'),
      command: identity.commandToken(sandboxId),
    },
    repository: {
      cloneUrl: `${controlUrl}${scm.clonePath(repository)}`,
      branch,
      baseRef: given.baseRef,
    },
    environment: given.environment,
    models: models.list().map(({ provider, rehearsal: _, ...model }) => ({
      ...model,
      baseUrl: `${controlUrl}/api/models/${provider}`,
    })),
    limits: {
      setupMs: settings.setupMs,
      cloneMs: settings.cloneMs,
      orphanMs: settings.orphanMs,
      maxRetryWaitMs: 120_000,
      maxCompactions: 3,
    },
  };
}
