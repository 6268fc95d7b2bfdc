import type { Stats } from '../contracts/stats.ts';
import type { Fact } from './facts.ts';
import { Tally } from './tally.ts';

const hourMs = 3_600_000;
/** Up to this long a time is shown by hour. */
const hourlyMs = 72 * hourMs;
const rowLimit = 50;

type Wanted = { from: string; to: string; repository?: string; person?: string };

/** Adds up the facts of a time, as they are read page by page. */
export class Statistics {
  readonly #wanted: Wanted;
  readonly #bucketMs: number;
  readonly #total = new Tally();
  readonly #series = new Map<number, Tally>();
  readonly #models = new Map<string, Tally>();
  readonly #repositories = new Map<string, Tally>();
  readonly #people = new Map<string, { person: Fact['person']; tally: Tally }>();

  /** @param wanted ISO times, `to` excluded, and whose facts count */
  constructor(wanted: Wanted) {
    this.#wanted = wanted;
    const [from, to] = [Date.parse(wanted.from), Date.parse(wanted.to)];
    this.#bucketMs = to - from <= hourlyMs ? hourMs : 24 * hourMs;
    for (let at = this.#bucketOf(from); at < to; at += this.#bucketMs)
      this.#series.set(at, new Tally());
  }

  add(fact: Fact): void {
    const { repository, person } = this.#wanted;
    if (repository !== undefined && fact.repository !== repository) return;
    if (person !== undefined && fact.person.id !== person) return;
    this.#total.add(fact);
    this.#series.get(this.#bucketOf(Date.parse(fact.at)))?.add(fact);
    tallyOf(this.#repositories, fact.repository).add(fact);
    if (fact.kind === 'run') tallyOf(this.#models, fact.model).add(fact);
    const known = this.#people.get(fact.person.id) ?? { person: fact.person, tally: new Tally() };
    known.tally.add(fact);
    this.#people.set(fact.person.id, known);
  }

  result(): Stats {
    const { from, to } = this.#wanted;
    const series = [...this.#series].map(([at, tally]) => {
      return { at: new Date(at).toISOString(), ...tally.figures() };
    });
    const models = [...this.#models].map(([model, tally]) => ({ model, ...tally.counts() }));
    const repositories = [...this.#repositories].map(([repository, tally]) => {
      return { repository, ...tally.counts() };
    });
    const people = [...this.#people.values()].map(({ person, tally }) => {
      return { person, ...tally.counts() };
    });
    return {
      ...{ from, to, bucket: this.#bucketMs === hourMs ? 'hour' : 'day' },
      totals: this.#total.figures(),
      series,
      models: largest(models),
      repositories: largest(repositories),
      people: largest(people),
    };
  }

  #bucketOf(at: number): number {
    return at - (at % this.#bucketMs);
  }
}

function tallyOf(tallies: Map<string, Tally>, key: string): Tally {
  const tally = tallies.get(key) ?? new Tally();
  tallies.set(key, tally);
  return tally;
}

function largest<T extends { costUsd: number; runs: number }>(rows: T[]): T[] {
  return rows.sort((a, b) => b.costUsd - a.costUsd || b.runs - a.runs).slice(0, rowLimit);
}
