import { parseTemplate, type Constraint, type Segment } from './route-template.ts';

/** A place in the tree of routes; the order of its fields is the order in which they are tried. */
type Node<T> = {
  literals: Map<string, Node<T>>;
  constrained: Array<{ constraint: Constraint; node: Node<T> }>;
  parameter?: Node<T>;
  catchAll?: Node<T>;
  /** By method, what a path that ends here leads to. */
  targets: Map<string, { target: T; names: string[] }>;
};

export type RouteMatch<T> =
  | { kind: 'found'; target: T; params: Record<string, string> }
  | { kind: 'methodNotAllowed'; allow: string[] }
  | { kind: 'notFound' };

type Search<T> = {
  method: string;
  segments: string[];
  values: string[];
  allow: Set<string>;
  found?: { target: T; names: string[] };
};

/**
 * Finds the target of a request among ASP.NET route templates. Literals win over constrained
 * parameters, those over plain ones, those over catch-alls; letters match in either case.
 */
export class Router<T> {
  readonly #root = createNode<T>();

  /** @throws an Error for a template it cannot serve, or that collides with another route. */
  add(template: string, methods: readonly string[], target: T): void {
    const { segments, optionalCount } = parseTemplate(template);
    for (let missing = 0; missing <= optionalCount; missing++) {
      this.#insert(segments.slice(0, segments.length - missing), methods, target, template);
    }
    // A catch-all also matches nothing.
    if (segments.at(-1)?.kind === 'catchAll') {
      this.#insert(segments.slice(0, -1), methods, target, template);
    }
  }

  /**
   * @param path of the URL, without query, still percent-encoded.
   * A HEAD request goes to the GET route where there is none for HEAD.
   */
  find(method: string, path: string): RouteMatch<T> {
    const segments = splitPath(path);
    if (!segments) return { kind: 'notFound' };
    const search: Search<T> = { method, segments, values: [], allow: new Set() };
    walk(this.#root, 0, search);
    const { found, values, allow } = search;
    if (found) {
      const params: Record<string, string> = {};
      found.names.forEach((name, index) => {
        const value = values[index];
        if (value !== undefined) params[name] = value;
      });
      return { kind: 'found', target: found.target, params };
    }
    return allow.size > 0
      ? { kind: 'methodNotAllowed', allow: [...allow].sort() }
      : { kind: 'notFound' };
  }

  #insert(segments: Segment[], methods: readonly string[], target: T, template: string): void {
    const names: string[] = [];
    let node = this.#root;
    for (const segment of segments) {
      if (segment.kind !== 'literal') names.push(segment.name);
      node = childFor(node, segment);
    }
    for (const method of methods.map((name) => name.toUpperCase())) {
      const collides = node.targets.has(method);
      if (collides) throw new Error(`Two functions have the same route: ${method} ${template}.`);
      node.targets.set(method, { target, names });
    }
  }
}

function createNode<T>(): Node<T> {
  return { literals: new Map(), constrained: [], targets: new Map() };
}

function childFor<T>(node: Node<T>, segment: Segment): Node<T> {
  if (segment.kind === 'catchAll') return (node.catchAll ??= createNode());
  if (segment.kind === 'literal') {
    const child = node.literals.get(segment.text) ?? createNode<T>();
    node.literals.set(segment.text, child);
    return child;
  }
  const { constraint } = segment;
  if (!constraint) return (node.parameter ??= createNode());
  const known = node.constrained.find((entry) => entry.constraint.name === constraint.name);
  if (known) return known.node;
  const child = createNode<T>();
  node.constrained.push({ constraint, node: child });
  return child;
}

/** Depth first, best alternative first; true once a target for the method is found. */
function walk<T>(node: Node<T>, depth: number, search: Search<T>): boolean {
  const segment = search.segments[depth];
  if (segment === undefined) return arrive(node, search);
  const literal = node.literals.get(segment.toLowerCase());
  if (literal && walk(literal, depth + 1, search)) return true;
  for (const { constraint, node: child } of node.constrained) {
    if (constraint.test(segment) && walkWith(child, segment, depth + 1, search)) return true;
  }
  if (node.parameter && walkWith(node.parameter, segment, depth + 1, search)) return true;
  if (!node.catchAll) return false;
  const rest = search.segments.slice(depth).join('/');
  return walkWith(node.catchAll, rest, search.segments.length, search);
}

function walkWith<T>(node: Node<T>, value: string, depth: number, search: Search<T>): boolean {
  search.values.push(value);
  if (walk(node, depth, search)) return true;
  search.values.pop();
  return false;
}

function arrive<T>({ targets }: Node<T>, search: Search<T>): boolean {
  const found =
    targets.get(search.method) ?? (search.method === 'HEAD' ? targets.get('GET') : undefined);
  if (found) {
    search.found = found;
    return true;
  }
  for (const method of targets.keys()) search.allow.add(method);
  return false;
}

/** The decoded segments, or nothing for a path that is not well encoded. */
function splitPath(path: string): string[] | undefined {
  const segments = path.split('/').filter((segment) => segment !== '');
  if (!path.includes('%')) return segments;
  try {
    return segments.map(decodeURIComponent);
  } catch {
    return undefined;
  }
}
