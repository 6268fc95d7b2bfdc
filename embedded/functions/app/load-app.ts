import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';

const packageSchema = z.object({ main: z.string().optional() });

/**
 * Imports the app's entry files: what `main` of its `package.json` names, a glob included.
 * Importing registers the functions.
 *
 * @throws an Error that names the file and, as its text and its `cause`, what went wrong.
 */
export async function loadApp(appDirectory: string): Promise<void> {
  for (const file of entryFiles(appDirectory)) {
    try {
      await import(/* @vite-ignore */ pathToFileURL(file).href);
    } catch (error) {
      throw new Error(`The app's entry file ${file} cannot be loaded: ${describe(error)}`, {
        cause: error,
      });
    }
  }
}

function entryFiles(appDirectory: string): string[] {
  const manifest = path.join(appDirectory, 'package.json');
  if (!existsSync(manifest)) {
    throw new Error(`There is no app in ${appDirectory}: it has no package.json.`);
  }
  const { main = 'index.js' } = packageSchema.parse(JSON.parse(readFileSync(manifest, 'utf8')));
  const files = globSync(main, { cwd: appDirectory }).sort();
  if (files.length === 0) {
    throw new Error(`No file matches "${main}", the "main" of ${manifest}. Build the app first.`);
  }
  return files.map((file) => path.join(appDirectory, file));
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
