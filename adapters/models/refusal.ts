/** Why the gateway itself answers instead of a provider. */
type RefusalCode =
  | 'invalid_request'
  | 'not_found'
  | 'model_unknown'
  | 'model_unreachable'
  | 'model_refused';

/**
 * An error in the form that OpenAI's and Anthropic's clients both read. The agent tries again on
 * 5xx, 408, 409 and 429, and on texts that speak of overload, so what no retry will mend needs
 * another status and a plain text.
 */
export function refuse(status: number, code: RefusalCode, message: string): Response {
  const error = { message, type: code, code, param: null };
  return Response.json({ type: 'error', error }, { status });
}

/** The provider cannot be reached or answers nonsense. 424 because the agent gives up on it at once. */
export function refuseUnreachable(message: string): Response {
  return refuse(424, 'model_unreachable', message);
}
