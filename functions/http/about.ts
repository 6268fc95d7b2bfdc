import packageJson from '../../package.json' with { type: 'json' };
import { services } from '../../adapters/services.ts';
import { openApiDocument } from '../../contracts/openapi.ts';
import { cookieName } from './authorise.ts';
import { ApiError } from './respond.ts';
import { serve } from './route.ts';

const { version } = packageJson;
const description = openApiDocument(version);

serve('health', () => {
  const { rehearsal } = services().models.default();
  return { status: 'ok' as const, version, rehearsal };
});

serve('openapi', () => description);

serve('signIn', async ({ body }) => {
  const signedIn = await services().identity.signIn(body.code);
  if (!signedIn) throw new ApiError('code_invalid');
  const secure = services().settings.HARVEST_PUBLIC_URL.startsWith('https:');
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
