import { expect, test } from 'vitest';
import { probeIsolation } from '../../adapters/sandbox/isolation.ts';
import { LocalSandboxProvider } from '../../adapters/sandbox/local.ts';
import { sandboxProviderSuite } from '../conformance/sandbox-provider.ts';
import { startProbeLab } from '../sandbox/support/probe-lab.ts';

const isolation = await probeIsolation();

sandboxProviderSuite('local, as plain processes', () => startProbeLab('none'));
if (isolation !== 'none') {
  sandboxProviderSuite(`local, in namespaces from ${isolation}`, () => startProbeLab(isolation));
}

test.each([
  ['http://127.0.0.1:41234', true],
  ['http://127.0.0.1', false],
  ['http://127.0.0.1:80@example.com', false],
  ['http://127.0.0.1:8080/path', false],
  ['http://127.0.0.1.example.com:8080', false],
  ['https://127.0.0.1:8080', false],
  ['http://localhost:8080', false],
  ['http://169.254.169.254:80', false],
  ['http://127.0.0.1:8080\nhttp://example.com', false],
])('a supervisor at %j is one of a local sandbox: %s', (endpoint, possible) => {
  const programs = { node: '', supervisor: '', plugin: '', opencode: '' };
  const provider = new LocalSandboxProvider({
    ...programs,
    home: '/nowhere',
    log: () => {},
    isolation: 'none',
  });
  expect(provider.isEndpoint(endpoint)).toBe(possible);
});
