import type { Condition, Operator, Path, Value } from './query.ts';
import { badRequest } from './refusal.ts';

export type Parameters = ReadonlyMap<string, unknown>;

export function parametersOf(list: ReadonlyArray<{ name: string; value: unknown }>): Parameters {
  return new Map(list.map(({ name, value }) => [name, value]));
}

export function valueOf(value: Value, parameters: Parameters): unknown {
  if ('literal' in value) return value.literal;
  if (!parameters.has(value.parameter))
    throw badRequest(`The parameter ${value.parameter} has no value.`);
  return parameters.get(value.parameter);
}

export function valueAt(document: unknown, path: Path): unknown {
  let value = document;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

/** A condition holds only where both sides are there and of one type, as in Cosmos DB. */
export function holds(condition: Condition, document: unknown, parameters: Parameters): boolean {
  const left = valueAt(document, condition.path);
  const right = valueOf(condition.value, parameters);
  if (condition.kind === 'comparison') return compare(left, condition.operator, right);
  if (condition.kind === 'array-contains') {
    const { field } = condition;
    return (
      Array.isArray(left) && left.some((element) => compare(valueAt(element, [field]), '=', right))
    );
  }
  if (typeof left !== 'string' || typeof right !== 'string') return false;
  return condition.ignoreCase
    ? left.toLowerCase().includes(right.toLowerCase())
    : left.includes(right);
}

function compare(left: unknown, operator: Operator, right: unknown): boolean {
  if (left === undefined || right === undefined) return false;
  if (typeof left !== typeof right) return operator === '!=';
  if (operator === '=') return left === right;
  if (operator === '!=') return left !== right;
  if (typeof left === 'number' && typeof right === 'number') return ordered(left, operator, right);
  if (typeof left === 'string' && typeof right === 'string') return ordered(left, operator, right);
  return false;
}

function ordered<T extends string | number>(left: T, operator: Operator, right: T): boolean {
  if (operator === '<') return left < right;
  if (operator === '<=') return left <= right;
  if (operator === '>') return left > right;
  return left >= right;
}
