import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { node24 } from '../setup.mjs';

const azurite = 'azurite@3.37.0';
/** Fetching it takes a minute at first. */
const startMs = 300_000;

/**
 * Runs Azurite's blobs for as long as `use` takes, and resolves to what that does.
 * @template T
 * @param {(env: Record<string, string>) => Promise<T>} use gets the settings that lead to it
 */
export async function withAzurite(use) {
  const ended = endedBySignal();
  const folder = mkdtempSync(join(tmpdir(), 'harvest-azurite-'));
  let emulator;
  try {
    const certificate = makeCertificate(folder);
    const port = await freePort();
    emulator = startEmulator(folder, port, certificate);
    await answering(emulator, port, readFileSync(certificate.cert), ended);
    return await use({
      NODE_EXTRA_CA_CERTS: certificate.cert,
      BLOB_CONTAINER_URL: `https://127.0.0.1:${port}/devstoreaccount1/blobs`,
      BLOB_EMULATOR: 'true',
    });
  } finally {
    if (emulator && isRunning(emulator)) process.kill(-emulator.pid);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Aborted when this process is told to end, which by itself would leave the emulator behind. */
function endedBySignal() {
  const ending = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.once(signal, () => ending.abort(new Error(`Ended by ${signal}.`)));
  return ending.signal;
}

function isRunning({ pid, exitCode, signalCode }) {
  return pid !== undefined && exitCode === null && signalCode === null;
}

/** For the address at which the emulator listens, and for a day. */
function makeCertificate(folder) {
  const key = join(folder, 'key.pem');
  const cert = join(folder, 'cert.pem');
  const args = [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1'],
    ...['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'],
    ...['-keyout', key, '-out', cert],
  ];
  execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  return { key, cert };
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

function startEmulator(folder, port, { key, cert }) {
  const args = [
    ...['--yes', '--package', azurite, 'azurite-blob'],
    ...['--blobHost', '127.0.0.1', '--blobPort', String(port)],
    // It takes identities over HTTPS only.
    ...['--oauth', 'basic', '--cert', cert, '--key', key],
    ...['--inMemoryPersistence', '--disableTelemetry'],
  ];
  const emulator = spawn('npx', args, {
    cwd: folder,
    // It wants a newer Node than the one that may run this.
    env: { ...process.env, PATH: [dirname(node24), process.env.PATH].join(delimiter) },
    stdio: ['ignore', 'ignore', 'inherit'],
    // A group of its own, which ends with whatever npx has started.
    detached: true,
  });
  // Without npx it is as one that has ended.
  emulator.on('error', () => {});
  return emulator;
}

/** Resolves when the emulator answers, whatever it says; fails when it never will, or is not to. */
async function answering(emulator, port, ca, ended) {
  const giveUpAt = Date.now() + startMs;
  while (isRunning(emulator) && Date.now() < giveUpAt) {
    ended.throwIfAborted();
    const signal = AbortSignal.any([ended, AbortSignal.timeout(1_000)]);
    const asked = request({ host: '127.0.0.1', port, ca, signal }).end();
    const hasAnswered = await once(asked, 'response').then(
      () => true,
      () => false,
    );
    asked.destroy();
    if (hasAnswered) return;
    await delay(250);
  }
  throw new Error(`${azurite} does not start; npm has to be able to fetch it.`);
}
