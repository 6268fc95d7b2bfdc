import { z } from 'zod';

const ackId = z.number().int().nonnegative();
const dataType = z.enum(['json', 'text', 'binary', 'protobuf']);

const requestSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('sendToGroup'),
    group: z.string().min(1),
    dataType: dataType.default('text'),
    data: z.unknown(),
    noEcho: z.boolean().default(false),
    ackId: ackId.optional(),
  }),
  z.object({ type: z.literal('sequenceAck'), sequenceId: z.number().int().nonnegative() }),
  z.object({ type: z.literal('joinGroup'), group: z.string().min(1), ackId: ackId.optional() }),
  z.object({ type: z.literal('leaveGroup'), group: z.string().min(1), ackId: ackId.optional() }),
  z.object({ type: z.literal('ping') }),
  z.object({ type: z.literal('event'), event: z.string(), ackId: ackId.optional() }),
  z.object({ type: z.literal('invoke'), invocationId: z.string() }),
  z.object({ type: z.literal('cancelInvocation'), invocationId: z.string() }),
]);

/** What a client may ask in `json.webpubsub.azure.v1` and its reliable twin. */
export type ClientRequest = z.infer<typeof requestSchema>;

export type ParsedRequest = { ok: true; request: ClientRequest } | { ok: false; problem: string };

/** Parses one text frame. The problem is fit to be sent to the client. */
export function parseRequest(text: string): ParsedRequest {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return { ok: false, problem: 'The frame is not JSON.' };
  }
  const parsed = requestSchema.safeParse(body);
  if (parsed.success) {
    const { data: request } = parsed;
    if (request.type === 'sendToGroup' && request.data === undefined) {
      return { ok: false, problem: 'sendToGroup needs data; streams are not supported.' };
    }
    if (request.type === 'sendToGroup' && !fits(request)) {
      return { ok: false, problem: `Data of type ${request.dataType} must be a string.` };
    }
    return { ok: true, request };
  }
  const issue = parsed.error.issues[0];
  const where = issue?.path.join('.') ?? '';
  return { ok: false, problem: `The request is not supported: ${where} ${issue?.message ?? ''}` };
}

function fits(request: { dataType: string; data?: unknown }): boolean {
  return request.dataType === 'json' || typeof request.data === 'string';
}
