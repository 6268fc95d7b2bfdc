import packageJson from '../../package.json' with { type: 'json' };
import { consoleUrl } from '../../adapters/configuration.ts';
import { services } from '../../adapters/services.ts';
import { openApiDocument } from '../../contracts/openapi.ts';
import { cookieName } from './authorise.ts';
import { ApiError } from './respond.ts';
import { serve } from './route.ts';

const { version } = packageJson;
let description: ReturnType<typeof openApiDocument> | undefined;

serve('health', () => {
  const { rehearsal } = services().models.default();
  return { status: 'ok' as const, version, rehearsal };
});

// Made when somebody asks, for it takes as long as half a start.
serve('openapi', () => (description ??= openApiDocument(version)));

serve('signIn', async ({ body, host }) => {
  const console = new URL(consoleUrl(services().settings));
  const secure = console.protocol === 'https:';
  // A browser sends a cookie to every port of its host, and without TLS that is a machine on which
  // other programs listen, such as those that an agent has written: it gets one by name alone.
  if (!secure && host !== console.host)
    throw new ApiError('wrong_address', { detail: `Open ${console.origin} and sign in there.` });
  const signedIn = await services().identity.signIn(body.code);
  if (!signedIn) throw new ApiError('code_invalid');
  return {
    reply: {
      status: 204,
      cookies: [
        {
          name: cookieName,
          value: signedIn.cookie,
          httpOnly: true,
          sameSite: 'Strict',
          path: '/',
          secure,
          maxAge: 30 * 86_400,
        },
      ],
    },
  };
});
