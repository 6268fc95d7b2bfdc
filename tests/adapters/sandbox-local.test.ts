import { probeIsolation } from '../../adapters/sandbox/isolation.ts';
import { sandboxProviderSuite } from '../conformance/sandbox-provider.ts';
import { startProbeLab } from '../sandbox/support/probe-lab.ts';

const isolation = probeIsolation();

sandboxProviderSuite('local, as plain processes', () => startProbeLab('none'));
if (isolation !== 'none') {
  sandboxProviderSuite(`local, in namespaces from ${isolation}`, () => startProbeLab(isolation));
}
