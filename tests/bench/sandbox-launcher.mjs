// Stands in for the supervisor inside a sandbox: hands its orders to the benchmark, which plays the
// supervisor, and becomes a process that costs nothing, so that a hundred sandboxes fit a machine.
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';

// The one other file of ours that a sandbox sees carries the benchmark's port.
const port = Number(readFileSync(process.env.HARVEST_PLUGIN, 'utf8'));
const orders = readFileSync(0, 'utf8');
const socket = connect(port, '127.0.0.1', () => socket.end(orders));
socket.once('close', (failed) => {
  if (failed) process.exit(1);
  process.execve('/bin/sleep', ['sleep', '86400'], {});
});
