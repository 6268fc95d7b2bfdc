/** One segment of a route. */
export type Segment =
  | { kind: 'literal'; text: string }
  | { kind: 'parameter'; name: string; constraint?: Constraint }
  | { kind: 'catchAll'; name: string };

export type Constraint = { name: string; test: (value: string) => boolean };

export type RouteTemplate = {
  segments: Segment[];
  /** How many segments at the end may be missing. */
  optionalCount: number;
};

const patterns = new Map<string, RegExp>([
  ['int', /^-?\d{1,10}$/],
  ['long', /^-?\d{1,19}$/],
  ['bool', /^(true|false)$/i],
  ['guid', /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i],
  ['alpha', /^[a-z]+$/i],
  ['decimal', /^-?\d+(\.\d+)?$/],
]);

/**
 * Parses an ASP.NET route template: `sessions/{id}`, `{id:int}`, `{n?}`, `{*rest}`.
 *
 * @throws an Error that says what is wrong with the template.
 */
export function parseTemplate(template: string): RouteTemplate {
  const texts = template.split('/').filter((text) => text !== '');
  const segments: Segment[] = [];
  let optionalCount = 0;
  for (const [index, text] of texts.entries()) {
    const fail = (reason: string): never => {
      throw new Error(`The route "${template}" cannot be served: ${reason}.`);
    };
    if (!/[{}]/.test(text)) {
      if (optionalCount > 0) fail('only its last parameters can be optional');
      segments.push({ kind: 'literal', text: text.toLowerCase() });
      continue;
    }
    const match = /^\{(\*{0,2})(\w+)(?::(\w+))?(\?)?\}$/.exec(text);
    const name = match?.[2];
    if (!match || name === undefined) {
      return fail(`"${text}" is neither a literal nor {name}, {name:type}, {name?} or {*name}`);
    }
    if (match[1] !== '') {
      if (index !== texts.length - 1) fail(`{*${name}} must be its last segment`);
      segments.push({ kind: 'catchAll', name });
      continue;
    }
    if (match[4]) optionalCount += 1;
    else if (optionalCount > 0) fail('only its last parameters can be optional');
    const type = match[3];
    if (type === undefined) {
      segments.push({ kind: 'parameter', name });
      continue;
    }
    const pattern = patterns.get(type);
    if (!pattern) return fail(`it has the unknown constraint "${type}"`);
    const constraint = { name: type, test: (value: string) => pattern.test(value) };
    segments.push({ kind: 'parameter', name, constraint });
  }
  return { segments, optionalCount };
}
