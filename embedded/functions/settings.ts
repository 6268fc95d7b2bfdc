/** Replaces `%NAME%` in a binding's value by the setting of that name, as the Functions host does. */
export function resolveSettings(
  value: string,
  settings: Readonly<Record<string, string | undefined>>,
): string {
  return value.replace(/%([^%]+)%/g, (placeholder, name: string) => {
    const setting = settings[name];
    if (setting === undefined) {
      throw new Error(
        `The setting ${name} is missing; a binding of the app refers to ${placeholder}.`,
      );
    }
    return setting;
  });
}
