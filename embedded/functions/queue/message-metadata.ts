import type { ReceivedMessage } from '../../../adapters/queue/sqlite-receiver.ts';

/** The trigger metadata of a Service Bus message; what Azure leaves empty is left out. */
export function messageMetadata(message: ReceivedMessage): Record<string, unknown> {
  const enqueued = new Date(message.enqueuedAt).toISOString();
  return {
    MessageId: message.messageId,
    SessionId: message.sessionId,
    PartitionKey: message.sessionId,
    DeliveryCount: message.deliveryCount,
    SequenceNumber: message.sequenceNumber,
    EnqueuedTimeUtc: enqueued,
    EnqueuedTime: enqueued,
    ContentType: 'application/json',
    ApplicationProperties: {},
    UserProperties: {},
  };
}
