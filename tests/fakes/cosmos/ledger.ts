/** What has been charged, by partition. */
export class Ledger {
  readonly #charged = new Map<string, number>();

  note(partition: string, requestUnits: number): void {
    this.#charged.set(partition, (this.#charged.get(partition) ?? 0) + requestUnits);
  }

  /** Of one partition, or of all. */
  sum(partition?: string): number {
    if (partition !== undefined) return this.#charged.get(partition) ?? 0;
    return [...this.#charged.values()].reduce((sum, units) => sum + units, 0);
  }
}
