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

  static signIn(url: string, code: string): Promise<Response> {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ code });
    return fetch(`${url}/api/sign-in`, { method: 'POST', headers, body });
  }

  /** Calls a route whose `{parameters}` are filled in by `path`; answers its status and its JSON. */
  async call<N extends RouteName>(name: N, { path, body }: Options<N> = {}) {
    const response = await fetch(`${this.#url}/api/${path ?? routes[name].path}`, {
      method: routes[name].method,
      headers: { cookie: this.#cookie, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer = (text === '' ? undefined : JSON.parse(text)) as AnswerOf<N>;
    return { status: response.status, answer };
  }
}
