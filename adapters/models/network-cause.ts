/**
 * Why a provider could not be reached, in words of our own: the agent takes error codes such as
 * ECONNREFUSED, and numbers such as 502 even in a port, for a reason to try again for a minute.
 * `passing` is true for what may well be over at the next attempt.
 */
export function networkCause(error: unknown): { text: string; passing: boolean } {
  const code = causeCode(error);
  const text = lasting[code] ?? (tlsTrouble.test(code) ? 'its TLS certificate is not trusted' : '');
  return text
    ? { text, passing: false }
    : { text: 'the connection broke before it answered', passing: true };
}

const lasting: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its host name is not known',
  EAI_AGAIN: 'its host name cannot be looked up; is this machine online?',
  ECONNREFUSED: 'nothing listens at its address',
  EHOSTUNREACH: 'there is no route to its host',
  ENETUNREACH: 'there is no route to its network',
  UND_ERR_CONNECT_TIMEOUT: 'its host does not respond',
  UND_ERR_INVALID_ARG: 'its address is not valid',
  ERR_INVALID_URL: 'its address is not valid',
  'bad port': 'its port is one that fetch refuses to use',
};

const tlsTrouble = /^(ERR_TLS_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;

/**
 * The innermost code: fetch wraps the socket's error, and several addresses make several errors.
 * The ports that fetch refuses have no code, only a message.
 */
function causeCode(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if (error instanceof AggregateError && error.errors.length) return causeCode(error.errors[0]);
  if (error.cause) return causeCode(error.cause);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
