import type { ServiceBusMessage, ServiceBusReceivedMessage } from '@azure/service-bus';
import type { DeadLetter, QueueMessage } from '../../core/ports/prompt-queue.ts';
import { encodeBody, parseDueTime } from './message-body.ts';

/** Where a message that was put back keeps the id and the time that it had at first. */
const originalIdProperty = 'originalMessageId';
const sentAtProperty = 'sentAt';

/** @throws TypeError or RangeError for what a queue cannot carry */
export function toServiceBus({
  sessionId,
  messageId,
  body,
  dueAt,
}: QueueMessage): ServiceBusMessage {
  encodeBody(body);
  const due = dueAt === undefined ? undefined : new Date(parseDueTime(dueAt));
  return {
    sessionId,
    messageId,
    // The SDK writes it as JSON.
    body,
    contentType: 'application/json',
    ...(due ? { scheduledEnqueueTimeUtc: due } : {}),
  };
}

/**
 * The message that brings a dead letter back. It cannot keep its id, which the queue may still
 * remember and would drop; its new one is the same for every attempt to bring it back.
 */
export function revived(dead: ServiceBusReceivedMessage): ServiceBusMessage {
  const originalId = originalMessageId(dead);
  return {
    ...(dead.sessionId === undefined ? {} : { sessionId: dead.sessionId }),
    messageId: `${originalId}/${numberOf(dead)}`,
    body: dead.body as unknown,
    contentType: 'application/json',
    applicationProperties: { [originalIdProperty]: originalId, [sentAtProperty]: sentAt(dead) },
  };
}

/** The id under which a message was sent, however often it was put back since. */
export function originalMessageId(message: ServiceBusReceivedMessage): string {
  return String(message.applicationProperties?.[originalIdProperty] ?? message.messageId);
}

/** The ISO time at which a message was sent first. */
function sentAt({ applicationProperties, enqueuedTimeUtc }: ServiceBusReceivedMessage): string {
  const kept = applicationProperties?.[sentAtProperty];
  return typeof kept === 'string' ? kept : (enqueuedTimeUtc ?? new Date(0)).toISOString();
}

export function numberOf({ sequenceNumber }: ServiceBusReceivedMessage): string {
  return String(sequenceNumber);
}

export function toDeadLetter(message: ServiceBusReceivedMessage): DeadLetter {
  return {
    id: numberOf(message),
    sessionId: message.sessionId ?? '',
    messageId: originalMessageId(message),
    body: message.body as unknown,
    reason: message.deadLetterReason ?? '',
    description: message.deadLetterErrorDescription ?? '',
    deliveryCount: message.deliveryCount ?? 0,
    sentAt: sentAt(message),
    // Service Bus does not keep the time at which it gave up, only that of the message.
    deadAt: (message.enqueuedTimeUtc ?? new Date(0)).toISOString(),
  };
}
