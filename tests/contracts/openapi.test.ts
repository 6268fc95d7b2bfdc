import { expect, it } from 'vitest';
import { z } from 'zod';
import { openApiDocument } from '../../contracts/openapi.ts';
import type { Route } from '../../contracts/route.ts';
import { routes } from '../../contracts/routes.ts';

const Schema = z.record(z.string(), z.unknown());
const Content = z.record(z.string(), z.object({ schema: Schema }));

/** The parts of OpenAPI 3.1 that the document uses, as the specification requires them. */
const Document = z.strictObject({
  openapi: z.literal('3.1.0'),
  info: z.strictObject({
    title: z.string(),
    version: z.string(),
    license: z.strictObject({ name: z.string(), identifier: z.string() }),
  }),
  paths: z.record(
    z.string().regex(/^\/api\//),
    z.partialRecord(
      z.enum(['get', 'post', 'put', 'patch', 'delete']),
      z.strictObject({
        operationId: z.string(),
        summary: z.string().min(5),
        security: z.array(z.record(z.string(), z.array(z.string()))),
        parameters: z.array(
          z.strictObject({
            name: z.string().min(1),
            in: z.enum(['path', 'query']),
            required: z.boolean(),
            schema: Schema,
          }),
        ),
        requestBody: z.strictObject({ required: z.boolean(), content: Content }).optional(),
        responses: z.record(
          z.string().regex(/^(2\d\d|default)$/),
          z.strictObject({ description: z.string(), content: Content.optional() }),
        ),
      }),
    ),
  ),
  components: z.strictObject({
    securitySchemes: z.record(
      z.string(),
      z.strictObject({ type: z.literal('http'), scheme: z.literal('bearer') }),
    ),
  }),
});

const raw = openApiDocument('1.2.3');
const table = Object.entries<Route>(routes);

function operationOf(route: Route) {
  const methods = Document.parse(raw).paths[`/api/${route.path}`];
  return methods?.[route.method.toLowerCase() as 'get'];
}

it('is an OpenAPI 3.1 document that survives being sent as JSON', () => {
  expect(Document.parse(JSON.parse(JSON.stringify(raw))).info.version).toBe('1.2.3');
});

it.each(table)('describes %s', (name, route) => {
  const operation = operationOf(route);
  expect(operation?.operationId).toBe(name);
  expect(Object.keys(operation?.responses ?? {})).toEqual([String(route.status), 'default']);
  expect(operation?.responses[route.status]?.content !== undefined).toBe(
    route.answer !== undefined,
  );
  expect(operation?.requestBody !== undefined).toBe(Boolean(route.body ?? route.rawLimit));
  expect(operation?.security).toEqual(route.access === 'open' ? [] : [{ [route.access]: [] }]);
});

it('declares each parameter of a path, and the security schemes that are used', () => {
  const document = Document.parse(raw);
  for (const [path, methods] of Object.entries(document.paths)) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    for (const operation of Object.values(methods)) {
      const inPath = operation.parameters.filter((parameter) => parameter.in === 'path');
      expect(inPath.map((parameter) => parameter.name)).toEqual(named);
      expect(inPath.every((parameter) => parameter.required)).toBe(true);
      for (const scheme of operation.security.flatMap((each) => Object.keys(each)))
        expect(document.components.securitySchemes).toHaveProperty(scheme);
    }
  }
});

it('says what may be left out of a query', () => {
  const parameters = operationOf(routes.listSessions)?.parameters ?? [];
  expect(parameters.map(({ name }) => name)).toContain('search');
  expect(parameters.filter(({ required }) => required)).toEqual([]);
});

it('has one operation per route', () => {
  const operations = Object.values(Document.parse(raw).paths).flatMap((each) =>
    Object.values(each),
  );
  expect(operations).toHaveLength(table.length);
});
