/** A list of what may pass, because a list of secrets to hold back is never complete. */
const requestHeaders = [
  'accept',
  'anthropic-beta',
  'anthropic-version',
  'content-type',
  'user-agent',
  // Lets a provider send a conversation to where its prompt is cached.
  'x-session-affinity',
];

const responseHeaders =
  /^(content-type|retry-after(-ms)?|(x-)?request-id|(x|anthropic)-ratelimit-.+)$/;

/** The agent's headers that go on to a provider, with the provider's own added. */
export function headersToProvider(
  inbound: Readonly<Record<string, string>>,
  added: Readonly<Record<string, string>>,
): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(inbound)) {
    if (requestHeaders.includes(name.toLowerCase())) headers.set(name, value);
  }
  for (const [name, value] of Object.entries(added)) headers.set(name, value);
  return headers;
}

/** The provider's headers that the agent gets to see; fetch has already undone any encoding. */
export function headersToAgent(answer: Headers): Headers {
  return new Headers([...answer].filter(([name]) => responseHeaders.test(name)));
}
