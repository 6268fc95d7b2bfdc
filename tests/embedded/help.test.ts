import { expect, test } from 'vitest';
import { azureSettings } from '../../adapters/azure/settings.ts';
import { settingNames } from '../../adapters/configuration.ts';
import { help } from '../../embedded/help.ts';

/** The host's own, which nobody sets by hand on one machine. */
const own = ['PUBLIC_URL', 'CONSOLE_URL', 'SECRET', 'TOKEN', 'SIGN_IN_CODE', 'RUNTIME', 'NODE'];

test('the help of npm start names every setting that a person may make', () => {
  const hidden = new Set([...own.map((name) => `HARVEST_${name}`), ...Object.keys(azureSettings)]);
  const missing = settingNames.filter((name) => !hidden.has(name) && !help.includes(name));
  expect(missing).toEqual([]);
});
