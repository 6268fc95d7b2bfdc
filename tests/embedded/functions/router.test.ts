import { describe, expect, it } from 'vitest';
import { Router } from '../../../embedded/functions/http/router.ts';

function routerOf(...routes: Array<[method: string, template: string]>): Router<string> {
  const router = new Router<string>();
  for (const [method, template] of routes) router.add(template, [method], template);
  return router;
}

describe('matching', () => {
  const router = routerOf(
    ['GET', 'api/sessions'],
    ['POST', 'api/sessions'],
    ['GET', 'api/sessions/{id}'],
    ['GET', 'api/sessions/recent'],
    ['GET', 'api/sessions/{number:int}'],
    ['DELETE', 'api/sessions/recent'],
    ['GET', 'api/sessions/{id}/parts/{part:guid}'],
    ['GET', 'api/pages/{page:int?}'],
    ['GET', 'api/files/{*path}'],
    ['GET', 'api/files/index'],
  );
  const guid = '0f8fad5b-d9cb-469f-a165-70867728950e';

  it.each([
    ['/api/sessions', 'api/sessions', {}],
    ['/API/Sessions/', 'api/sessions', {}],
    ['/api/sessions/Abc', 'api/sessions/{id}', { id: 'Abc' }],
    ['/api/sessions/recent', 'api/sessions/recent', {}],
    ['/api/sessions/12', 'api/sessions/{number:int}', { number: '12' }],
    ['/api/sessions/a%2Fb%20c', 'api/sessions/{id}', { id: 'a/b c' }],
    [
      `/api/sessions/s/parts/${guid}`,
      'api/sessions/{id}/parts/{part:guid}',
      { id: 's', part: guid },
    ],
    ['/api/pages', 'api/pages/{page:int?}', {}],
    ['/api/pages/3', 'api/pages/{page:int?}', { page: '3' }],
    ['/api/files/a/b.txt', 'api/files/{*path}', { path: 'a/b.txt' }],
    ['/api/files', 'api/files/{*path}', {}],
    ['/api/files/index', 'api/files/index', {}],
    ['/api/files/index/more', 'api/files/{*path}', { path: 'index/more' }],
  ])('%s leads to %s', (path, target, params) => {
    expect(router.find('GET', path)).toEqual({ kind: 'found', target, params });
  });

  it.each(['/api', '/api/unknown', '/api/pages/x', '/api/sessions/s/parts/p', '/api/%zz'])(
    '%s leads nowhere',
    (path) => {
      expect(router.find('GET', path)).toEqual({ kind: 'notFound' });
    },
  );

  it('goes on to a less specific route that has the method', () => {
    const other = routerOf(['DELETE', 'a/b'], ['GET', 'a/{x}']);
    expect(other.find('GET', '/a/b')).toMatchObject({ target: 'a/{x}', params: { x: 'b' } });
  });

  it('names the methods of every route that matches the path', () => {
    expect(router.find('PUT', '/api/sessions')).toEqual({
      kind: 'methodNotAllowed',
      allow: ['GET', 'POST'],
    });
    expect(router.find('PUT', '/api/sessions/recent')).toEqual({
      kind: 'methodNotAllowed',
      allow: ['DELETE', 'GET'],
    });
  });

  it('answers HEAD by GET unless there is a route for HEAD', () => {
    const other = routerOf(['GET', 'both'], ['GET', 'get']);
    other.add('both', ['HEAD'], 'head');
    expect(other.find('HEAD', '/get')).toMatchObject({ target: 'get' });
    expect(other.find('HEAD', '/both')).toMatchObject({ target: 'head' });
  });
});

describe('start-up errors', () => {
  it.each([
    ['a/{id?}/b', 'only its last parameters can be optional'],
    ['a/{*rest}/b', 'must be its last segment'],
    ['a/{id:shape}', 'unknown constraint "shape"'],
    ['a/v{n}', '"v{n}" is neither'],
  ])('%s: %s', (template, reason) => {
    expect(() => routerOf(['GET', template])).toThrow(reason);
  });

  it('are two functions with the same route', () => {
    expect(() => routerOf(['GET', 'a/{x}'], ['GET', 'A/{y}'])).toThrow('the same route: GET A/{y}');
  });
});
