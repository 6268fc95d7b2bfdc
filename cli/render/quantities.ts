/** A duration in the two units that matter: `0.4 s`, `12 s`, `3 min 05 s`, `2 h 04 min`. */
export function duration(ms: number): string {
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${twoDigits(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`;
}

/** How long ago, in one unit: `now`, `5 min`, `3 h`, `12 d`. */
export function age(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return 'now';
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h`;
  return `${Math.floor(minutes / (24 * 60))} d`;
}

export function count(number: number, noun: string): string {
  return `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`;
}

/** Money with tokens, or tokens alone where no price is known. */
export function cost(costUsd: number, tokens: number): string {
  if (costUsd === 0) return count(tokens, 'token');
  return `$${costUsd.toFixed(costUsd < 1 ? 4 : 2)} (${count(tokens, 'token')})`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
