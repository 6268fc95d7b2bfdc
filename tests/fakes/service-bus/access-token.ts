import { createHmac } from 'node:crypto';
import { AmqpFailure } from './amqp-failure.ts';

/** Checks a shared access signature as Service Bus does. */
export function checkToken(token: string, expected: { keyName: string; key: string }): void {
  const fields = new URLSearchParams(token.replace(/^SharedAccessSignature /, ''));
  const [resource, expiry] = [fields.get('sr') ?? '', fields.get('se') ?? ''];
  const signature = createHmac('sha256', expected.key)
    .update(`${encodeURIComponent(resource)}\n${expiry}`)
    .digest('base64');
  if (fields.get('skn') !== expected.keyName || fields.get('sig') !== signature)
    throw new AmqpFailure('amqp:unauthorized-access', 'The token has an invalid signature.', 401);
}
