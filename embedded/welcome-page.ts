import type { RequestHandler } from './functions/http/http-host.ts';

const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Harvest</title>
<style>
  body { font: 16px/1.6 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem }
  code { background: #8882; padding: .1em .3em; border-radius: .25em }
  :root { color-scheme: light dark }
</style>
<h1>Harvest is running</h1>
<p id="state" role="status">Checking…</p>
<p>Give it a task from a terminal:</p>
<p><code>npm run harvest -- run --repo sample "Make the failing test pass"</code></p>
<p>The API describes itself at <a href="/api/openapi.json">/api/openapi.json</a>.</p>
<script type="module">
  const say = (text) => { document.getElementById('state').textContent = text };
  const code = new URLSearchParams(location.hash.slice(1)).get('code');
  if (code) {
    history.replaceState(null, '', '/');
    const headers = { 'content-type': 'application/json' };
    await fetch('/api/sign-in', { method: 'POST', headers, body: JSON.stringify({ code }) });
  }
  const answer = await fetch('/api/sessions?limit=200');
  if (answer.ok) {
    const { items } = await answer.json();
    say('You are signed in. Sessions so far: ' + items.length + '.');
  } else say('Open the address that the terminal shows to sign in.');
</script>
</html>
`;

/** What a browser sees at the service's address. */
export function welcomePage(): RequestHandler {
  return (request, response) => {
    // Not as a URL: `//` is a path that a client can send, and no URL.
    const [path] = (request.url ?? '').split('?', 1);
    if (path !== '/' || (request.method !== 'GET' && request.method !== 'HEAD')) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('There is nothing here.\n');
      return;
    }
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'",
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    response.end(page);
  };
}
