import { agentsFile, packageFile, readmeFile } from './project-files.ts';
import { durationSource, durationTest, sumSource, sumTest } from './duration-files.ts';

/** The sample repository's files, by their path in it. */
export const sampleFiles: Readonly<Record<string, string>> = {
  '.gitignore': 'node_modules/\n',
  'AGENTS.md': agentsFile,
  'README.md': readmeFile,
  'package.json': packageFile,
  'src/duration.ts': durationSource,
  'src/total.ts': sumSource,
  'test/duration.test.ts': durationTest,
  'test/total.test.ts': sumTest,
};
