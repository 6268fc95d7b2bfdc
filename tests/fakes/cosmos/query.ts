import { badRequest } from './refusal.ts';

/** `c.body["title"]` is `['body', 'title']`. */
export type Path = readonly string[];
export type Value = { literal: unknown } | { parameter: string };
export type Comparison = { kind: 'comparison'; path: Path; operator: Operator; value: Value };
export type Contains = { kind: 'contains'; path: Path; value: Value; ignoreCase: boolean };
/** An element of the list at `path` has the value in its field. */
export type ArrayContains = { kind: 'array-contains'; path: Path; field: string; value: Value };
export type Condition = Comparison | Contains | ArrayContains;
export type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=';

export type Query = {
  top?: Value;
  /** What each result is: the document, or the value at a path. */
  select: '*' | Path;
  conditions: Condition[];
  orderBy?: { path: Path; descending: boolean };
};

const token =
  /\s*(?:([A-Za-z_]\w*)|(@\w+)|(-?\d+(?:\.\d+)?)|("[^"\\]*"|'[^'\\]*')|(!=|<=|>=|[=<>*.,:(){}[\]]))/y;

/** The part of Cosmos DB's SQL that the adapters use. Anything else is refused as bad syntax. */
export function parseQuery(text: string): Query {
  const parser = new Parser(text);
  parser.keyword('SELECT');
  const top = parser.tryKeyword('TOP') ? parser.value() : undefined;
  const select = parser.trySymbol('*') ? ('*' as const) : parser.selectedValue();
  parser.from();
  const conditions = parser.tryKeyword('WHERE') ? parser.conditions() : [];
  const orderBy = parser.tryKeyword('ORDER') ? parser.orderBy() : undefined;
  parser.end();
  return { ...(top ? { top } : {}), select, conditions, ...(orderBy ? { orderBy } : {}) };
}

/** The condition of a patch: `from c where …`. */
export function parseCondition(text: string): Condition[] {
  const parser = new Parser(text);
  parser.from();
  parser.keyword('WHERE');
  const conditions = parser.conditions();
  parser.end();
  return conditions;
}

class Parser {
  readonly #text: string;
  readonly #tokens: string[] = [];
  #next = 0;

  constructor(text: string) {
    this.#text = text;
    token.lastIndex = 0;
    let end = 0;
    for (let match = token.exec(text); match; match = token.exec(text)) {
      this.#tokens.push(match[0].trim());
      end = token.lastIndex;
    }
    if (text.slice(end).trim() !== '') throw this.#error();
  }

  keyword(word: string): void {
    if (!this.tryKeyword(word)) throw this.#error();
  }

  tryKeyword(word: string): boolean {
    const found = this.#tokens[this.#next]?.toUpperCase() === word;
    if (found) this.#next += 1;
    return found;
  }

  trySymbol(symbol: string): boolean {
    const found = this.#tokens[this.#next] === symbol;
    if (found) this.#next += 1;
    return found;
  }

  selectedValue(): Path {
    this.keyword('VALUE');
    return this.path();
  }

  from(): void {
    this.keyword('FROM');
    this.keyword('C');
  }

  conditions(): Condition[] {
    const conditions = [this.#condition()];
    while (this.tryKeyword('AND')) conditions.push(this.#condition());
    return conditions;
  }

  orderBy(): { path: Path; descending: boolean } {
    this.keyword('BY');
    const path = this.path();
    const descending = this.tryKeyword('DESC');
    if (!descending) this.tryKeyword('ASC');
    return { path, descending };
  }

  path(): Path {
    this.keyword('C');
    const path: string[] = [];
    for (;;) {
      if (this.trySymbol('.')) path.push(this.#take(/^[A-Za-z_]\w*$/));
      else if (this.trySymbol('[')) {
        path.push(this.#take(/^["'].*["']$/).slice(1, -1));
        this.#symbol(']');
      } else break;
    }
    if (path.length === 0) throw this.#error();
    return path;
  }

  value(): Value {
    const text = this.#take(/^(@|-?\d|["']|true$|false$|null$)/i);
    if (text.startsWith('@')) return { parameter: text };
    if (/^["']/.test(text)) return { literal: text.slice(1, -1) };
    return { literal: JSON.parse(text.toLowerCase()) as unknown };
  }

  end(): void {
    if (this.#next < this.#tokens.length) throw this.#error();
  }

  #condition(): Condition {
    if (this.tryKeyword('CONTAINS')) {
      this.#symbol('(');
      const path = this.path();
      this.#symbol(',');
      const value = this.value();
      const ignoreCase = this.trySymbol(',') && this.tryKeyword('TRUE');
      this.#symbol(')');
      return { kind: 'contains', path, value, ignoreCase };
    }
    if (this.tryKeyword('ARRAY_CONTAINS')) {
      this.#symbol('(');
      const path = this.path();
      this.#symbol(',');
      this.#symbol('{');
      const field = this.#take(/^["'].*["']$/).slice(1, -1);
      this.#symbol(':');
      const value = this.value();
      this.#symbol('}');
      // Without it, an element would have to be exactly the object.
      this.#symbol(',');
      this.keyword('TRUE');
      this.#symbol(')');
      return { kind: 'array-contains', path, field, value };
    }
    const path = this.path();
    const operator = this.#take(/^(=|!=|<|<=|>|>=)$/) as Operator;
    return { kind: 'comparison', path, operator, value: this.value() };
  }

  #symbol(symbol: string): void {
    if (!this.trySymbol(symbol)) throw this.#error();
  }

  #take(shape: RegExp): string {
    const text = this.#tokens[this.#next];
    if (text === undefined || !shape.test(text)) throw this.#error();
    this.#next += 1;
    return text;
  }

  #error(): Error {
    const near = this.#tokens[this.#next] ?? 'the end';
    return badRequest(`Syntax error, or not known to the fake, near ${near} in: ${this.#text}`);
  }
}
