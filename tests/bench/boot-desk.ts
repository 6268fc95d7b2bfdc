import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { BootConfig } from '../../contracts/supervisor.ts';

/** Where the sandboxes' launchers hand in what they were told. */
export type BootDesk = {
  /** For `HARVEST_RUNTIME`: what the service puts into sandboxes instead of the real supervisor. */
  runtime: string;
  close(): Promise<void>;
};

/** Opens the desk on a free port; `onBoot` gets each sandbox's orders. */
export async function openBootDesk(onBoot: (boot: BootConfig) => void): Promise<BootDesk> {
  const runtime = await mkdtemp(join(tmpdir(), 'harvest-bench-runtime-'));
  const server = createServer({ allowHalfOpen: true }, (socket) => void take(socket, onBoot));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await copyFile(
    join(import.meta.dirname, 'sandbox-launcher.mjs'),
    join(runtime, 'supervisor.mjs'),
  );
  await writeFile(join(runtime, 'opencode-plugin.js'), String(port));
  return {
    runtime,
    async close() {
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await rm(runtime, { recursive: true, force: true });
    },
  };
}

async function take(socket: Socket, onBoot: (boot: BootConfig) => void): Promise<void> {
  const orders = await text(socket);
  socket.end();
  onBoot(BootConfig.parse(JSON.parse(orders)));
}
