import type { SqlQuerySpec } from '@azure/cosmos';
import type { ListQuery, RangeQuery } from '../../core/ports/documents.ts';
import { firstPlaceAt } from './cosmos-place.ts';

/** One more than the page, which tells whether there is a next one; within one partition. */
export function listQuery(query: ListQuery): SqlQuerySpec {
  const conditions: string[] = [];
  const parameters = [{ name: '@limit', value: (query.limit + 1) as string | number | boolean }];
  const condition = (text: (name: string) => string, value: string | number | boolean): void => {
    const name = `@p${parameters.length}`;
    parameters.push({ name, value });
    conditions.push(text(name));
  };
  for (const [field, value] of Object.entries(query.where ?? {})) {
    if (!/^\w+(\.\w+)*$/.test(field)) throw new Error(`${field} is not a field name.`);
    // In brackets, for a field may have the name of a keyword.
    const path = field.split('.').map((part) => `["${part}"]`);
    condition((name) => `c["body"]${path.join('')} = ${name}`, value);
  }
  if (query.having) {
    const { list, id } = query.having;
    if (!/^\w+$/.test(list)) throw new Error(`${list} is not a field name.`);
    // `true`: the object may have more fields than this one.
    condition((name) => `ARRAY_CONTAINS(c["body"]["${list}"], {"id": ${name}}, true)`, id);
  }
  if (query.search)
    condition((name) => `CONTAINS(c["body"]["title"], ${name}, true)`, query.search);
  if (query.before !== undefined)
    condition((name) => `c.place < ${name}`, firstPlaceAt(query.before));
  if (query.after !== undefined) condition((name) => `c.place < ${name}`, query.after);
  const where = conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : '';
  return { query: `SELECT TOP @limit * FROM c${where} ORDER BY c.place DESC`, parameters };
}

/** The same for a range of ids. */
export function rangeQuery({ from, to, after, limit }: RangeQuery): SqlQuerySpec {
  return {
    query:
      'SELECT TOP @limit * FROM c WHERE c.name >= @from AND c.name < @to AND c.name > @after ' +
      'ORDER BY c.name',
    parameters: Object.entries({ limit: limit + 1, from, to, after: after ?? '' }).map(
      ([name, value]) => ({ name: `@${name}`, value }),
    ),
  };
}
