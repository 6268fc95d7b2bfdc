import { describe, expect, it } from 'vitest';
import { AgentModel } from '../../contracts/supervisor.ts';
import { connectModels } from '../../adapters/models/connect.ts';
import { UsageMeter } from '../../adapters/models/usage-meter.ts';

describe('connectModels', () => {
  it('offers the rehearsal alone when nothing is connected', () => {
    const models = connectModels({});
    expect(models.list().map((model) => model.ref)).toEqual(['rehearsal/rehearsal']);
    expect(models.default()).toMatchObject({ rehearsal: true });
  });

  it('offers every connected provider’s models, the endpoint’s first, and no rehearsal', () => {
    const key = 'k';
    const models = connectModels({
      endpoint: { url: 'http://localhost:11434/v1', model: 'qwen' },
      anthropic: { key },
      openai: { key },
      azureOpenai: { endpoint: 'https://x.openai.azure.com/', key, deployment: 'ours' },
      openrouter: { key },
    });
    const refs = models.list().map((model) => model.ref);
    expect(models.default().ref).toBe('endpoint/qwen');
    expect(refs).toEqual([...new Set(refs)]);
    expect(new Set(models.list().map((model) => model.provider))).toEqual(
      new Set(['endpoint', 'anthropic', 'openai', 'azure-openai', 'openrouter']),
    );
    expect(refs).toContain('azure-openai/ours');
    expect(models.list().some((model) => model.rehearsal)).toBe(false);
  });

  it('describes models as the agent must be told of them', () => {
    const models = connectModels({ anthropic: { key: 'k' }, openai: { key: 'k' } });
    for (const model of models.list()) {
      expect(() => AgentModel.parse({ ...model, baseUrl: 'http://localhost/x' })).not.toThrow();
      expect(model.price.output).toBeGreaterThan(model.price.input);
    }
  });

  it('takes an unknown model to be free, with a common context', () => {
    const models = connectModels({ endpoint: { url: 'http://localhost/v1', model: 'mine' } });
    expect(models.default()).toMatchObject({
      contextTokens: 128_000,
      price: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
    });
  });
});

describe('UsageMeter', () => {
  const events = {
    openai: [
      '{"choices":[{}],"usage":null}',
      '{"usage":{"prompt_tokens":9,"completion_tokens":4}}',
    ],
    responses: [
      '{"type":"response.created","response":{"usage":null}}',
      '{"type":"response.completed","response":{"usage":{"input_tokens":9,"output_tokens":4}}}',
    ],
    anthropic: [
      '{"type":"message_start","message":{"usage":{"input_tokens":2,"cache_read_input_tokens":6,"cache_creation_input_tokens":1,"output_tokens":1}}}',
      '{"type":"message_delta","usage":{"output_tokens":4}}',
    ],
  };

  const nothing = { reasoningTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };
  const counts: Record<string, object> = {
    openai: { inputTokens: 9, outputTokens: 4 },
    responses: { inputTokens: 9, outputTokens: 4 },
    anthropic: { inputTokens: 2, outputTokens: 4, cacheReadTokens: 6, cacheWriteTokens: 1 },
  };

  it.each(Object.entries(events))('reads %s, however the bytes are cut', (provider, lines) => {
    const bytes = new TextEncoder().encode(
      lines.map((line) => `event: x\ndata: ${line}\n\n`).join('') + 'data: [DONE]\n\n',
    );
    for (const size of [1, 7, bytes.length]) {
      const meter = new UsageMeter();
      for (let at = 0; at < bytes.length; at += size) meter.readStream(bytes.slice(at, at + size));
      expect(meter.count).toEqual({ ...nothing, ...counts[provider] });
    }
  });

  it('knows nothing of a stream that reports nothing', () => {
    const meter = new UsageMeter();
    meter.readStream(new TextEncoder().encode('data: {"usage":"much"}\n\ndata: "usage" {\n\n'));
    expect(meter.count).toBeUndefined();
  });
});
