// npm run test:storage: the conformance of blobs on Azurite, Microsoft's emulator of Azure Storage. It
// is fetched for this alone, for it weighs more than all else that a checkout installs.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { exitWith, runNode } from '../run-node.mjs';
import { node24, setup } from '../setup.mjs';

const azurite = 'azurite@3.37.0';
/** Fetching it takes a minute at first. */
const startMs = 300_000;
const tests = ['node_modules/vitest/vitest.mjs', 'run', 'tests/conformance/live/blobs.test.ts'];

await exitWith(async () => {
  setup();
  const folder = mkdtempSync(join(tmpdir(), 'harvest-azurite-'));
  let emulator;
  try {
    const certificate = makeCertificate(folder);
    const port = await freePort();
    emulator = startEmulator(folder, port, certificate);
    await answering(emulator, port, readFileSync(certificate.cert));
    process.env.NODE_EXTRA_CA_CERTS = certificate.cert;
    process.env.BLOB_CONTAINER_URL = `https://127.0.0.1:${port}/devstoreaccount1/blobs`;
    process.env.BLOB_EMULATOR = 'true';
    return await runNode(tests);
  } finally {
    if (emulator?.exitCode === null) process.kill(-emulator.pid);
    rmSync(folder, { recursive: true, force: true });
  }
});

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
  return spawn('npx', args, {
    cwd: folder,
    // It wants a newer Node than the one that may run this.
    env: { ...process.env, PATH: [dirname(node24), process.env.PATH].join(delimiter) },
    stdio: ['ignore', 'ignore', 'inherit'],
    // A group of its own, which ends with whatever npx has started.
    detached: true,
  });
}

/** Resolves when the emulator answers, whatever it says. */
async function answering(emulator, port, ca) {
  const giveUpAt = Date.now() + startMs;
  while (emulator.exitCode === null && Date.now() < giveUpAt) {
    const asked = request({ host: '127.0.0.1', port, ca, timeout: 1_000 }).end();
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
