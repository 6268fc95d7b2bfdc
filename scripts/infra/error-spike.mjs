/**
 * Whether an error rate speaks against a deployment: two minutes in a row above the limit, since one
 * is what a restart can cost.
 * @param {ReadonlyArray<number | undefined>} percents one a minute; undefined: too few requests
 * @param {number} limit in percent
 */
export function isSpike(percents, limit) {
  return percents.some((percent, index) => percent > limit && percents[index + 1] > limit);
}
