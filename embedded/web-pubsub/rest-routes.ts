import type { Connection, GroupPermission } from './connection.ts';
import { deliverTo, type Directory } from './directory.ts';
import { Message, type Origin, type Payload } from './message.ts';

/** A parsed REST call to the hub. */
export type RestCall = {
  /** The variable parts of the path, decoded, in order. */
  names: readonly string[];
  query: URLSearchParams;
  /** Reads the body as a message; undefined when it does not fit its content type. */
  payload: () => Payload | undefined;
  directory: Directory;
};

export type RestAnswer = {
  status: number;
  error?: { code: string; message: string };
  /** Deliveries that the call caused. */
  deliveries?: number;
};

type Route = (call: RestCall) => RestAnswer;

/** The route of a path below `/api/hubs/{hub}`: every second segment is a name, shown as `*`. */
export function findRoute(method: string, segments: readonly string[]): Route | undefined {
  const shape = segments.map((segment, index) => (index % 2 === 1 ? '*' : segment)).join('/');
  return routes.get(`${method} ${shape}`);
}

const routes = new Map<string, Route>([
  ['POST :send', send(({ directory }) => directory.everyone())],
  ['POST groups/*/:send', send(members, group)],
  ['POST users/*/:send', send(userConnections)],
  ['POST connections/*/:send', send(oneConnection)],

  ['POST :closeConnections', close(({ directory }) => directory.everyone())],
  ['POST groups/*/:closeConnections', close(members)],
  ['POST users/*/:closeConnections', close(userConnections)],
  ['DELETE connections/*', close(oneConnection)],

  ['HEAD groups/*', exists(members)],
  ['HEAD users/*', exists(userConnections)],
  ['HEAD connections/*', exists(oneConnection)],

  ['PUT groups/*/connections/*', join],
  ['DELETE groups/*/connections/*', leave],
  ['DELETE connections/*/groups', leaveAll(oneConnection)],
  ['PUT users/*/groups/*', joinUser],
  ['DELETE users/*/groups/*', leaveUser],
  ['DELETE users/*/groups', leaveAll(userConnections)],

  ['PUT permissions/*/connections/*', permission('grant', 200)],
  ['DELETE permissions/*/connections/*', permission('revoke', 204)],
  ['HEAD permissions/*/connections/*', permission('check', 200)],
]);

type Selection = (call: RestCall) => Iterable<Connection>;

function group({ names }: RestCall): Origin {
  return { from: 'group', group: names[0] ?? '' };
}

function members({ directory, names }: RestCall): Iterable<Connection> {
  return directory.inGroup(names[0] ?? '');
}

function userConnections({ directory, names }: RestCall): Iterable<Connection> {
  return directory.ofUser(names[0] ?? '');
}

function oneConnection({ directory, names }: RestCall): Iterable<Connection> {
  const connection = directory.find(names[0] ?? '');
  return connection ? [connection] : [];
}

function send(select: Selection, origin: (call: RestCall) => Origin = fromServer): Route {
  return (call) => {
    const payload = call.payload();
    if (!payload) return badRequest('The body does not fit its content type.');
    const excluded = new Set(call.query.getAll('excluded'));
    const message = new Message(origin(call), payload);
    return { status: 202, deliveries: deliverTo(select(call), message, excluded) };
  };
}

function fromServer(): Origin {
  return { from: 'server' };
}

function close(select: Selection): Route {
  return (call) => {
    const excluded = new Set(call.query.getAll('excluded'));
    const reason = call.query.get('reason') ?? '';
    for (const connection of select(call)) {
      // 1000 is the service's own code for this; the client connects anew, it does not recover.
      if (!excluded.has(connection.id)) connection.close(1000, reason);
    }
    return { status: 204 };
  };
}

function exists(select: Selection): Route {
  return (call) => {
    for (const _ of select(call)) return { status: 200 };
    return { status: 404 };
  };
}

function join({ directory, names: [name = '', id = ''] }: RestCall): RestAnswer {
  const connection = directory.find(id);
  if (!connection) return noSuchConnection();
  directory.join(connection, name);
  return { status: 200 };
}

function leave({ directory, names: [name = '', id = ''] }: RestCall): RestAnswer {
  const connection = directory.find(id);
  if (connection) directory.leave(connection, name);
  return { status: 204 };
}

function leaveAll(select: Selection): Route {
  return (call) => {
    for (const connection of select(call)) call.directory.leaveAll(connection);
    return { status: 204 };
  };
}

function joinUser({ directory, names: [userId = '', name = ''] }: RestCall): RestAnswer {
  for (const connection of directory.ofUser(userId)) directory.join(connection, name);
  return { status: 200 };
}

function leaveUser({ directory, names: [userId = '', name = ''] }: RestCall): RestAnswer {
  for (const connection of directory.ofUser(userId)) directory.leave(connection, name);
  return { status: 204 };
}

function permission(action: 'grant' | 'revoke' | 'check', status: number): Route {
  return ({ directory, names: [name = '', id = ''], query }) => {
    if (!isPermission(name)) return badRequest(`The permission '${name}' is unknown.`);
    const connection = directory.find(id);
    if (!connection) return noSuchConnection();
    const target = query.get('targetName') ?? undefined;
    if (action === 'check') {
      return { status: connection.hasPermission(name, target) ? status : 404 };
    }
    connection[action](name, target);
    return { status };
  };
}

function isPermission(name: string): name is GroupPermission {
  return name === 'joinLeaveGroup' || name === 'sendToGroup';
}

function noSuchConnection(): RestAnswer {
  const message = 'There is no connection with this id.';
  return { status: 404, error: { code: 'NotFound', message } };
}

function badRequest(message: string): RestAnswer {
  return { status: 400, error: { code: 'BadRequest', message } };
}
