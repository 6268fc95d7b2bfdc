import { z } from 'zod';
import { Problem } from './errors.ts';
import type { Route } from './route.ts';
import { routes } from './routes.ts';

const parameterOf = (
  name: string,
  place: 'path' | 'query',
  schema: unknown,
  required: boolean,
) => ({
  name,
  in: place,
  required,
  schema,
});

function parametersOf(route: Route) {
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map((match) =>
    parameterOf(match[1] ?? '', 'path', { type: 'string' }, true),
  );
  const query = route.query ? z.toJSONSchema(route.query, { io: 'input' }) : undefined;
  const inQuery = Object.entries(query?.properties ?? {}).map(([name, schema]) =>
    parameterOf(name, 'query', schema, query?.required?.includes(name) ?? false),
  );
  return [...inPath, ...inQuery];
}

const json = (schema: z.ZodType, io: 'input' | 'output') => ({
  'application/json': { schema: z.toJSONSchema(schema, { io, unrepresentable: 'any' }) },
});

function bodyOf({ body, rawLimit }: Route) {
  if (body) return { requestBody: { required: true, content: json(body, 'input') } };
  const schema = { type: 'string', format: 'binary', maxLength: rawLimit };
  return rawLimit ? { requestBody: { required: true, content: { '*/*': { schema } } } } : {};
}

function operationOf(name: string, route: Route) {
  return {
    operationId: name,
    summary: route.summary,
    security: route.access === 'open' ? [] : [{ [route.access]: [] }],
    parameters: parametersOf(route),
    ...bodyOf(route),
    responses: {
      [route.status]: {
        description: 'Success',
        ...(route.answer ? { content: json(route.answer, 'output') } : {}),
      },
      default: {
        description: 'A problem, with a code and a sentence that says what to do',
        content: { 'application/problem+json': { schema: z.toJSONSchema(Problem) } },
      },
    },
  };
}

/** The OpenAPI 3.1 description of the whole route table. */
export function openApiDocument(version: string): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [name, route] of Object.entries<Route>(routes)) {
    const path = (paths[`/api/${route.path}`] ??= {});
    path[route.method.toLowerCase()] = operationOf(name, route);
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Harvest', version, license: { name: 'MIT', identifier: 'MIT' } },
    paths,
    components: {
      securitySchemes: {
        person: { type: 'http', scheme: 'bearer' },
        sandbox: { type: 'http', scheme: 'bearer' },
      },
    },
  };
}
