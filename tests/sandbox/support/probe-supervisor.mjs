// Stands in for the supervisor where only the sandbox around it is tested: greets, does what the
// answer says, and stays.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const root = process.env.HARVEST_ROOT ?? '/w';
const counter = `${root}/repo/starts`;

async function post(url, body) {
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  return answer.json();
}

for await (const line of createInterface({ input: process.stdin })) {
  const { sandboxId, controlUrl } = JSON.parse(line);
  mkdirSync(`${root}/repo`, { recursive: true });
  let starts = 1;
  try {
    starts += Number(readFileSync(counter, 'utf8'));
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  writeFileSync(counter, String(starts));
  let order = await post(`${controlUrl}/greeting`, { sandboxId, starts });
  for (;;) {
    if (order.exit) process.exit(1);
    let output = '';
    if (order.shell) {
      output = execFileSync('/bin/sh', ['-c', `(${order.shell}) 2>&1 || true`], {
        encoding: 'utf8',
      });
    }
    order = await post(`${controlUrl}/next`, { sandboxId, output });
  }
}
