import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { OpencodeClient } from '@opencode-ai/sdk/v2/client';
import { commandVariables, handshakeTool, opencodeEnvironment } from './opencode-config.ts';
import { listenToOpencode, type OpencodeEvent, type OpencodeListener } from './opencode-events.ts';
import { OpencodeServer } from './opencode-server.ts';
import type { SandboxPaths } from './paths.ts';
import type { StateStore } from './state-store.ts';

const connectMs = 60_000;

export type AgentOptions = {
  binary: string;
  paths: SandboxPaths;
  modelToken: string;
  /** For the commands that it runs, not for itself. */
  commandEnvironment: Readonly<Record<string, string>>;
  store: StateStore;
  /** How long a request to the process may take. */
  answerMs?: number;
};

/** OpenCode as the supervisor uses it: one server, one session, restarted when it dies. */
export class Agent {
  readonly #options: AgentOptions;
  readonly #listeners = new Set<OpencodeListener>();
  #server: Promise<OpencodeServer> | undefined;
  #stopListening = new AbortController();
  #sessionId: string | undefined;

  constructor(options: AgentOptions) {
    this.#options = options;
  }

  /** Starts the process. It knows nothing of the workspace before `open`. */
  launch(): void {
    const { binary, paths, modelToken, commandEnvironment, answerMs } = this.#options;
    const password = randomBytes(24).toString('base64url');
    const env = {
      ...opencodeEnvironment(paths, { modelToken, serverPassword: password }),
      [commandVariables]: JSON.stringify(commandEnvironment),
    };
    this.#server = OpencodeServer.start({
      binary,
      paths,
      env,
      password,
      ...(answerMs !== undefined && { answerMs }),
    });
    // Who opens the agent meets the failure; until then it must not count as unhandled.
    this.#server.catch(() => {});
  }

  /**
   * Waits for the process, checks that our plugin is at work, and finds or makes the session.
   * Throws when the agent cannot be used.
   */
  async open(): Promise<void> {
    const { client, exited } = await this.#current();
    const tools = await client.tool.ids({}, { throwOnError: true });
    if (!tools.data.includes(handshakeTool)) throw new Error('The plugin has not been loaded.');
    this.#stopListening = new AbortController();
    const connected = listenToOpencode(client, this.#fanOut, this.#stopListening.signal);
    // The stream tries again whatever happens, so that it fails has to be noticed here.
    await Promise.race([connected, failing(exited, 'OpenCode ended while it was being opened.')]);
    void exited.then(this.#fanOut.gap);
    this.#sessionId = await this.#findOrMakeSession(client);
  }

  get sessionId(): string {
    if (!this.#sessionId) throw new Error('The agent has not been opened.');
    return this.#sessionId;
  }

  async client(): Promise<OpencodeClient> {
    return (await this.#current()).client;
  }

  async alive(): Promise<boolean> {
    const server = await this.#current().catch(() => undefined);
    return server?.running ?? false;
  }

  /** Ends a process that does not answer; a new one can be started for the same session. */
  async kill(): Promise<void> {
    await (await this.#current()).kill();
  }

  /** Starts a new process for the same session after the old one has died. */
  async restart(): Promise<void> {
    this.#stopListening.abort();
    // What its commands still do must not come between those of the next one.
    await this.#server?.then(
      ({ exited }) => exited,
      () => {},
    );
    this.launch();
    await this.open();
  }

  /** Delivers events until the returned function is called; the process's death is a gap. */
  listen(listener: OpencodeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Ends the process with everything that it runs. */
  async stop(): Promise<void> {
    this.#stopListening.abort();
    const server = await this.#server?.catch(() => undefined);
    await server?.stop();
  }

  readonly #fanOut: OpencodeListener = {
    event: (event: OpencodeEvent) => {
      for (const listener of this.#listeners) listener.event(event);
    },
    gap: () => {
      for (const listener of this.#listeners) listener.gap();
    },
  };

  async #current(): Promise<OpencodeServer> {
    if (!this.#server) throw new Error('The agent has not been launched.');
    return this.#server;
  }

  async #findOrMakeSession(client: OpencodeClient): Promise<string> {
    const { store } = this.#options;
    const known = store.value('opencode-session');
    if (known) {
      const { data, error, response } = await client.session.get({ sessionID: known });
      if (data) return known;
      // Only this says that it is gone; what failed otherwise still holds the conversation.
      if (response?.status !== 404) {
        throw new Error('OpenCode did not find out about the session.', { cause: error });
      }
    }
    // With a title of its own the session asks no model for one.
    const made = await client.session.create({ title: 'Harvest' }, { throwOnError: true });
    store.setValue('opencode-session', made.data.id);
    return made.data.id;
  }
}

/** Rejects when the process has ended, or when it should long have been connected. */
async function failing(exited: Promise<void>, ended: string): Promise<never> {
  const late = delay(connectMs, 'OpenCode sends no events.', { ref: false });
  throw new Error(await Promise.race([exited.then(() => ended), late]));
}
