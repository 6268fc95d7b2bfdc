/** A value on the wire between the Functions host and a language worker; one member is set. */
export type TypedData = {
  string?: string;
  json?: string;
  bytes?: Uint8Array;
  int?: number;
  double?: number;
  http?: object;
};

/** How every JSON text begins; little else begins so. */
const jsonStart = /^\s*(?:["[{]|true|false|null|-?\d+(?:[.eE]|\s*$))/;

/**
 * Encodes a trigger's input, an extra input or a metadata value. The library reads a `string` as JSON
 * when it can, as the Functions host leaves it to; a text that cannot be any travels as `json`, since
 * an exception for each of them is a good part of what a short invocation costs.
 */
export function toTypedData(value: unknown): TypedData {
  if (value === undefined || value === null) return {};
  if (typeof value === 'string')
    return jsonStart.test(value) ? { string: value } : { json: JSON.stringify(value) };
  if (value instanceof Uint8Array) return { bytes: value };
  return { json: JSON.stringify(value) };
}

/** Decodes what a function returned. */
export function fromTypedData(data: TypedData | null | undefined): unknown {
  if (!data) return undefined;
  if (data.json !== undefined) return JSON.parse(data.json);
  return data.string ?? data.bytes ?? data.int ?? data.double;
}
