import { once } from 'node:events';
import http from 'node:http';
import { text } from 'node:stream/consumers';
import type { ApiClient } from '../../../cli/api-client.ts';
import { routes, type AnswerOf, type BodyOf, type RouteName } from '../../../contracts/routes.ts';

type Options<N extends RouteName> = { path?: string; body?: BodyOf<N> };

/** A person in a browser: signs in with an invitation, and is known by a cookie from then on. */
export class Guest {
  readonly #url: string;
  readonly #cookie: string;

  private constructor(url: string, cookie: string) {
    this.#url = url;
    this.#cookie = cookie;
  }

  /** Lets the owner of the service invite a person, and signs that person in. */
  static async invitedBy(owner: ApiClient, person: { name: string; email: string }) {
    const { url } = await owner.call('invite', { body: person });
    const code = new URLSearchParams(new URL(url).hash.slice(1)).get('code') ?? '';
    const response = await Guest.signIn(owner.url, code);
    const [cookie = ''] = (response.headers.get('set-cookie') ?? '').split(';');
    return { guest: new Guest(owner.url, cookie), code };
  }

  /** Asks as a browser does that has opened the console, whose name need not resolve here. */
  static async signIn(
    url: string,
    code: string,
    host = `harvest.localhost:${new URL(url).port}`,
  ): Promise<Response> {
    const headers = { host, 'content-type': 'application/json' };
    // `fetch` would send the host of the address.
    const request = http.request(`${url}/api/sign-in`, { method: 'POST', headers });
    request.end(JSON.stringify({ code }));
    const [answer] = (await once(request, 'response')) as [http.IncomingMessage];
    const content = await text(answer);
    return new Response(content === '' ? null : content, {
      status: answer.statusCode ?? 0,
      headers: (answer.headers['set-cookie'] ?? []).map((cookie) => ['set-cookie', cookie]),
    });
  }

  /** Calls a route whose `{parameters}` are filled in by `path`; answers its status and its JSON. */
  async call<N extends RouteName>(name: N, { path, body }: Options<N> = {}) {
    const response = await fetch(`${this.#url}/api/${path ?? routes[name].path}`, {
      method: routes[name].method,
      headers: { cookie: this.#cookie, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const content = await response.text();
    const answer = (content === '' ? undefined : JSON.parse(content)) as AnswerOf<N>;
    return { status: response.status, answer };
  }
}
