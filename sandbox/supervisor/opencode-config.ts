import type { AgentModel } from '../../contracts/supervisor.ts';
import { homeEnvironment, type SandboxPaths } from './paths.ts';

/** The tool that the plugin adds only to show that it has been loaded. */
export const handshakeTool = 'harvest_ready';

/** Brings the variables of the agent's commands to the plugin, as JSON. */
export const commandVariables = 'HARVEST_COMMAND_VARIABLES';

export type OpencodeModel = { providerID: string; modelID: string };

/**
 * How OpenCode addresses one of Harvest's models. The prefix keeps our providers apart from
 * OpenCode's built-in ones, which treat their own ids specially.
 */
export function opencodeModel(ref: string): OpencodeModel {
  const slash = ref.indexOf('/');
  return { providerID: `harvest-${ref.slice(0, slash)}`, modelID: ref.slice(slash + 1) };
}

/**
 * OpenCode's configuration: our providers only, nothing that asks for permission, nothing that
 * calls home. It holds no secret: the model token is named as an environment variable.
 */
export function opencodeConfig(
  models: readonly AgentModel[],
  paths: SandboxPaths,
  plugin: string,
): Record<string, unknown> {
  const [first] = models;
  if (!first) throw new Error('There is no model.');
  const { providerID, modelID } = opencodeModel(first.ref);
  return {
    $schema: 'https://opencode.ai/config.json',
    model: `${providerID}/${modelID}`,
    small_model: `${providerID}/${modelID}`,
    autoupdate: false,
    share: 'disabled',
    lsp: false,
    formatter: false,
    // A tool that is denied altogether is not offered to the model.
    permission: { '*': 'allow', [handshakeTool]: 'deny' },
    // A dismissed question is no reason to give up.
    experimental: { continue_loop_on_deny: true },
    agent: { title: { disable: true } },
    instructions: [paths.instructions],
    plugin: [[plugin, { syncFlag: paths.syncFlag }]],
    provider: providers(models),
    enabled_providers: [...new Set(models.map((model) => opencodeModel(model.ref).providerID))],
  };
}

function providers(models: readonly AgentModel[]): Record<string, unknown> {
  const byProvider = Map.groupBy(models, (model) => opencodeModel(model.ref).providerID);
  return Object.fromEntries(
    [...byProvider].map(([providerId, members]) => [
      providerId,
      {
        name: providerId,
        npm: members[0]?.npm,
        options: { baseURL: members[0]?.baseUrl, apiKey: '{env:HARVEST_MODEL_TOKEN}' },
        models: Object.fromEntries(
          members.map((model) => [opencodeModel(model.ref).modelID, modelSettings(model)]),
        ),
      },
    ]),
  );
}

function modelSettings(model: AgentModel): Record<string, unknown> {
  const { price } = model;
  return {
    id: model.id,
    name: model.name,
    tool_call: true,
    temperature: !model.reasoning,
    reasoning: model.reasoning,
    attachment: model.images,
    modalities: { input: model.images ? ['text', 'image'] : ['text'], output: ['text'] },
    limit: { context: model.contextTokens, output: model.outputTokens },
    cost: {
      input: price.input,
      output: price.output,
      cache_read: price.cacheRead,
      cache_write: price.cacheWrite,
    },
    ...(model.reasoning && { variants: effortVariants(model) }),
  };
}

/** What each effort means to the provider: an effort by name, or a budget of thinking tokens. */
function effortVariants({ npm, outputTokens }: AgentModel): Record<string, unknown> {
  if (npm !== '@ai-sdk/anthropic') {
    return Object.fromEntries(
      ['low', 'medium', 'high'].map((effort) => [effort, { reasoningEffort: effort }]),
    );
  }
  const thinking = (budget: number) => ({
    thinking: { type: 'enabled', budgetTokens: Math.min(budget, Math.floor(outputTokens / 2)) },
  });
  return { low: thinking(4_000), medium: thinking(12_000), high: thinking(30_000) };
}

/** The environment under which OpenCode reaches nothing but the model gateway. */
export function opencodeEnvironment(
  paths: SandboxPaths,
  secrets: { modelToken: string; serverPassword: string },
): Record<string, string> {
  return {
    ...homeEnvironment(paths),
    OPENCODE_CONFIG: paths.opencodeConfig,
    OPENCODE_SERVER_PASSWORD: secrets.serverPassword,
    HARVEST_MODEL_TOKEN: secrets.modelToken,
    OPENCODE_CLIENT: 'harvest',
    // Only the clients that it knows are taken for able to put a question to a person.
    OPENCODE_ENABLE_QUESTION_TOOL: '1',
    OPENCODE_DISABLE_MODELS_FETCH: '1',
    OPENCODE_MODELS_PATH: paths.modelCatalogue,
    OPENCODE_DISABLE_AUTOUPDATE: '1',
    OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
    OPENCODE_DISABLE_DEFAULT_PLUGINS: '1',
    OPENCODE_DISABLE_SHARE: '1',
    OPENCODE_DISABLE_EXTERNAL_SKILLS: '1',
    OPENCODE_DISABLE_CLAUDE_CODE: '1',
    OPENCODE_DISABLE_PROJECT_CONFIG: '1',
  };
}
