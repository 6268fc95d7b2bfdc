import type { Browser, BrowserContext, Page } from 'playwright-core';
import { startScriptedModel, type ScriptedModel } from '../../fakes/scripted-model.ts';
import { promptWithScript, type TurnInput } from '../../fakes/scripted-model-turns.ts';
import { GitRepository } from '../../flows/support/git-repository.ts';
import { Service } from '../../flows/support/service.ts';
import { launchBrowser, openSignedIn, watchMisdeeds, type Misdeeds } from './browser.ts';

/** A service with a scripted model, a repository, and a browser that is signed in. */
export type Visit = {
  service: Service;
  model: ScriptedModel;
  repository: GitRepository;
  context: BrowserContext;
  page: Page;
  misdeeds: Misdeeds;
  /** Starts a session whose prompt the model answers with these turns, and opens its page. */
  open(text: string, turns: TurnInput[]): Promise<string>;
  [Symbol.asyncDispose](): Promise<void>;
};

export async function visit(handler?: () => TurnInput): Promise<Visit> {
  await using stack = new AsyncDisposableStack();
  const model = stack.use(await startScriptedModel(handler ? { handler } : {}));
  const repository = stack.use(await GitRepository.create({ 'README.md': '# Things\n' }));
  const env = { HARVEST_MODEL_URL: model.url };
  const service = stack.use(await Service.start({ env }));
  const browser: Browser = stack.adopt(await launchBrowser(), (opened) => opened.close());
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const misdeeds = watchMisdeeds(context, service.consoleUrl);
  const page = await context.newPage();
  await openSignedIn(page, service);
  const kept = stack.move();
  return {
    service,
    model,
    repository,
    context,
    page,
    misdeeds,
    async open(text, turns) {
      const { sessionId } = await service.api.call('createSession', {
        body: {
          repository: repository.directory,
          prompt: { text: promptWithScript(text, turns) },
        },
      });
      await page.goto(`${service.consoleUrl}/sessions/${sessionId}`);
      return sessionId;
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
