import type { ClientRequest } from './client-request.ts';
import { parseRequest } from './client-request.ts';
import type { Connection, GroupPermission } from './connection.ts';
import { deliverTo, type Directory } from './directory.ts';
import { Message } from './message.ts';

type GroupRequest = Extract<ClientRequest, { group: string }>;
type ErrorName = 'Forbidden' | 'Duplicate' | 'InternalServerError';

/**
 * Carries out one text frame of a client. A frame that breaks the protocol closes the connection
 * with 1008, as clients do not read answers to requests they could not have meant.
 *
 * @returns how many deliveries the request caused
 */
export function answerClient(connection: Connection, text: string, directory: Directory): number {
  const parsed = parseRequest(text);
  if (!parsed.ok) {
    connection.close(1008, parsed.problem);
    return 0;
  }
  const { request } = parsed;
  switch (request.type) {
    case 'sendToGroup':
    case 'joinGroup':
    case 'leaveGroup':
      return answerGroupRequest(connection, request, directory);
    case 'sequenceAck':
      connection.acknowledge(request.sequenceId);
      return 0;
    case 'ping':
      connection.send({ type: 'pong' });
      return 0;
    case 'event':
      fail(connection, request.ackId, 'InternalServerError', 'This hub has no event handler.');
      return 0;
    case 'invoke':
      connection.send({
        type: 'invokeResponse',
        invocationId: request.invocationId,
        success: false,
        error: { name: 'NotSupported', message: 'This hub has no event handler.' },
      });
      return 0;
    case 'cancelInvocation':
      return 0;
  }
}

function answerGroupRequest(
  connection: Connection,
  request: GroupRequest,
  directory: Directory,
): number {
  const { ackId, group } = request;
  if (ackId !== undefined && connection.hasProcessed(ackId)) {
    fail(connection, ackId, 'Duplicate', `The request ${ackId} has been carried out before.`);
    return 0;
  }
  const permission: GroupPermission =
    request.type === 'sendToGroup' ? 'sendToGroup' : 'joinLeaveGroup';
  if (!connection.may(permission, group)) {
    // Not marked as processed: a client that repeats it after a grant must not hear Duplicate.
    fail(connection, ackId, 'Forbidden', `The client lacks ${permission} for this group.`);
    return 0;
  }
  const deliveries = carryOut(connection, request, directory);
  if (ackId !== undefined) {
    connection.markProcessed(ackId);
    connection.send({ type: 'ack', ackId, success: true });
  }
  return deliveries;
}

function carryOut(connection: Connection, request: GroupRequest, directory: Directory): number {
  const { group } = request;
  switch (request.type) {
    case 'joinGroup':
      directory.join(connection, group);
      return 0;
    case 'leaveGroup':
      directory.leave(connection, group);
      return 0;
    case 'sendToGroup': {
      const members = directory.inGroup(group);
      if (members.size === 0) return 0;
      const message = new Message({ from: 'group', fromUserId: connection.userId, group }, request);
      return deliverTo(members, message, request.noEcho ? new Set([connection.id]) : undefined);
    }
  }
}

function fail(
  connection: Connection,
  ackId: number | undefined,
  name: ErrorName,
  message: string,
): void {
  if (ackId === undefined) return;
  connection.send({ type: 'ack', ackId, success: false, error: { name, message } });
}
