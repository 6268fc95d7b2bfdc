/** Which model providers are connected; with none of them the rehearsal model stands in. */
export type ModelSettings = {
  /** Any OpenAI-compatible endpoint, e.g. `http://127.0.0.1:11434/v1`. */
  endpoint?: {
    url: string;
    key?: string;
    /** Without it, the first model that the endpoint lists. */
    model?: string;
  };
  anthropic?: { key: string };
  openai?: { key: string };
  azureOpenai?: {
    /** The resource's address, e.g. `https://name.openai.azure.com`. */
    endpoint: string;
    key: string;
    /** Without it, every known model is offered as a deployment of the same name. */
    deployment?: string;
  };
  openrouter?: { key: string };
};
