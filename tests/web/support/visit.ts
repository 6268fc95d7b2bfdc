import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { startScriptedModel, type ScriptedModel } from '../../fakes/scripted-model.ts';
import {
  promptWithScript,
  type ScriptedContext,
  type TurnInput,
} from '../../fakes/scripted-model-turns.ts';
import { GitRepository } from '../../flows/support/git-repository.ts';
import { Service } from '../../flows/support/service.ts';
import { launchBrowser, openSignedIn, watchMisdeeds } from './browser.ts';

/** Answers instead of a prompt's script; undefined leaves it to the script. */
export type Answering = (context: ScriptedContext) => TurnInput | undefined;

/** The start of an agent takes its time on a busy machine. */
const patienceMs = 120_000;

/** A service with a scripted model and a repository, and the browser in which people use it. */
export class Visit {
  readonly service: Service;
  readonly model: ScriptedModel;
  readonly repository: GitRepository;
  readonly #browser: Browser;
  readonly #owned: AsyncDisposableStack;
  readonly #contexts: BrowserContext[] = [];
  readonly #misdeeds: string[] = [];
  #signedIn: BrowserContextOptions['storageState'];

  private constructor(
    service: Service,
    model: ScriptedModel,
    repository: GitRepository,
    browser: Browser,
    owned: AsyncDisposableStack,
  ) {
    this.service = service;
    this.model = model;
    this.repository = repository;
    this.#browser = browser;
    this.#owned = owned;
  }

  static async start(handler?: Answering): Promise<Visit> {
    await using stack = new AsyncDisposableStack();
    const model = stack.use(await startScriptedModel(handler ? { handler } : {}));
    const repository = stack.use(await GitRepository.create({ 'README.md': '# Things\n' }));
    const env = { HARVEST_MODEL_URL: model.url };
    const service = stack.use(await Service.start({ env }));
    const browser = stack.adopt(await launchBrowser(), (opened) => opened.close());
    const visit = new Visit(service, model, repository, browser, stack.move());
    const page = await visit.newPage();
    await openSignedIn(page, service);
    visit.#signedIn = await page.context().storageState();
    return visit;
  }

  /** An empty page in a browser of its own, of the person who runs the service. */
  newPage(options: BrowserContextOptions = {}): Promise<Page> {
    const signedIn = this.#signedIn ? { storageState: this.#signedIn } : {};
    return this.strangersPage({ ...signedIn, ...options });
  }

  /** An empty page in a browser of its own, which nobody has signed in. */
  async strangersPage(options: BrowserContextOptions = {}): Promise<Page> {
    const viewport = { width: 1280, height: 800 };
    const context = await this.#browser.newContext({ viewport, ...options });
    this.#contexts.push(context);
    context.setDefaultTimeout(patienceMs);
    watchMisdeeds(context, this.service.consoleUrl, this.#misdeeds);
    return context.newPage();
  }

  /** Starts a session whose prompt the model answers with these turns; answers its id. */
  async startSession(text: string, turns: TurnInput[]): Promise<string> {
    const prompt = { text: turns.length > 0 ? promptWithScript(text, turns) : text };
    const body = { repository: this.repository.directory, prompt };
    return (await this.service.api.call('createSession', { body })).sessionId;
  }

  /** The address of a session's page. */
  addressOf(sessionId: string): string {
    return `${this.service.consoleUrl}/sessions/${sessionId}`;
  }

  /** Closes all pages; answers what they did that they must not. */
  async leave(): Promise<string[]> {
    await Promise.all(this.#contexts.splice(0).map((context) => context.close()));
    return this.#misdeeds.splice(0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#owned.disposeAsync();
  }
}
