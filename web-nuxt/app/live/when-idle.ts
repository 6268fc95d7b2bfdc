/** Resolves when the browser has nothing else to do, or after a second; soon where it cannot tell. */
export function whenIdle(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof requestIdleCallback === 'undefined') setTimeout(resolve, 0);
    else requestIdleCallback(() => resolve(), { timeout: 1_000 });
  });
}
