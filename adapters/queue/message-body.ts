/** @throws TypeError for what JSON cannot carry */
export function encodeBody(body: unknown): string {
  const json: string | undefined = JSON.stringify(body);
  if (json === undefined) throw new TypeError('The body of a message must be JSON.');
  return json;
}

/** @returns milliseconds since the epoch */
export function parseDueTime(iso: string): number {
  const time = Date.parse(iso);
  if (Number.isNaN(time)) throw new RangeError(`"${iso}" is not an ISO time.`);
  return time;
}
