import { readdir, readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { z } from 'zod';

const mediaTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};

const settingsFile = 'staticwebapp.config.json';
const SiteSettings = z.object({
  navigationFallback: z.object({ rewrite: z.string(), exclude: z.array(z.string()) }),
  globalHeaders: z.record(z.string(), z.string()),
  routes: z.array(z.object({ route: z.string(), headers: z.record(z.string(), z.string()) })),
});
export type SiteSettings = z.infer<typeof SiteSettings>;

export type SiteFile = { content: Buffer; zipped?: Buffer; mediaType: string };

/** A built site: its files by their path from `/`, and how it wants to be served. */
export type Site = { files: Map<string, SiteFile>; settings: SiteSettings };

/**
 * Reads the whole site in `folder` (some megabytes), so that a build that replaces the files does
 * not break the pages that are open, and no request leads to a path on disk. Undefined when
 * nothing is built there.
 */
export async function readSite(folder: string): Promise<Site | undefined> {
  const settings = await readFile(join(folder, settingsFile), 'utf8').catch(() => undefined);
  if (settings === undefined) return undefined;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const contents = new Map<string, Buffer>();
  await Promise.all(
    entries
      .filter((entry) => entry.isFile() && entry.name !== settingsFile)
      .map(async ({ parentPath, name }) => {
        const path = join(parentPath, name);
        contents.set(path.slice(folder.length).split(sep).join('/'), await readFile(path));
      }),
  );
  return { files: filesOf(contents), settings: SiteSettings.parse(JSON.parse(settings)) };
}

/** Joins each file with its compressed form beside it (`.gz`). */
function filesOf(contents: Map<string, Buffer>): Map<string, SiteFile> {
  const files = new Map<string, SiteFile>();
  for (const [path, content] of contents) {
    if (path.endsWith('.gz')) continue;
    const zipped = contents.get(`${path}.gz`);
    const mediaType = mediaTypes[extname(path)] ?? 'application/octet-stream';
    files.set(path, { content, mediaType, ...(zipped ? { zipped } : {}) });
  }
  return files;
}
