import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from '../functions/http/http-host.ts';
import type { Site, SiteFile } from './read-site.ts';

const unbuilt = `The web console is not built. Start Harvest with \`npm start\`, which builds it; the
command line works without: npm run harvest -- --help
`;

/**
 * Serves the web console as Azure Static Web Apps does: files, then the console's page for its own
 * addresses, each with the headers that the build asked for.
 */
export function serveSite(site: Site | undefined): RequestHandler {
  return (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('There is nothing here.\n');
    } else if (site) answer(site, request, response);
    else response.writeHead(503, { 'content-type': 'text/plain' }).end(unbuilt);
  };
}

function answer(site: Site, request: IncomingMessage, response: ServerResponse): void {
  const { settings, files } = site;
  // Not as a URL: `//` is a path that a client can send, and no URL.
  const [pathname = '/'] = (request.url ?? '/').split('?', 1);
  const found = files.get(pathname);
  const isPage = !settings.navigationFallback.exclude.some((pattern) => matches(pattern, pathname));
  const file = found ?? (isPage ? files.get(settings.navigationFallback.rewrite) : undefined);
  if (!file) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('There is nothing here.\n');
    return;
  }
  const particular = settings.routes.find(({ route }) => matches(route, pathname));
  response.writeHead(200, {
    'cache-control': 'no-cache',
    ...settings.globalHeaders,
    ...particular?.headers,
    ...bodyHeaders(file, request),
  });
  response.end(request.method === 'HEAD' ? undefined : bodyOf(file, request));
}

function bodyHeaders(file: SiteFile, request: IncomingMessage): Record<string, string> {
  return {
    'content-type': file.mediaType,
    'content-length': String(bodyOf(file, request).length),
    ...(file.zipped ? { vary: 'accept-encoding' } : {}),
    ...(file.zipped && takesGzip(request) ? { 'content-encoding': 'gzip' } : {}),
  };
}

function bodyOf(file: SiteFile, request: IncomingMessage): Buffer {
  return file.zipped && takesGzip(request) ? file.zipped : file.content;
}

function takesGzip({ headers }: IncomingMessage): boolean {
  return /\bgzip\b/.test(String(headers['accept-encoding'] ?? ''));
}

/** The patterns of the site's settings end in `*` or name one path. */
function matches(pattern: string, path: string): boolean {
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern;
}
