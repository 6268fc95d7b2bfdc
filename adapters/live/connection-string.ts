/** A part of `Endpoint=…;AccessKey=…;Port=…;`, whatever the case of its name. */
export function connectionStringPart(
  connectionString: string,
  name: 'Endpoint' | 'AccessKey',
): string | undefined {
  return new RegExp(`(?:^|;)\\s*${name}=([^;]+)`, 'i').exec(connectionString)?.[1];
}
