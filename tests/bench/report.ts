import { isMet, type Figure, type Target } from './figures.ts';
import type { Machine } from './machine.ts';

export type Report = { benchmark: string; at: string; machine: Machine; figures: Figure[] };

const heads = ['', 'n', 'min', 'p50', 'p95', 'p99', 'target', ''];

/** The report as an aligned table, with what misses its target marked. */
export function tableOf({ benchmark, at, machine, figures }: Report): string {
  const { cores, cpu, memoryGb, node } = machine;
  const rows = [heads, ...figures.map(cellsOf)];
  const widths = heads.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 || column >= 6 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd(),
  );
  const notes = figures.flatMap(({ name, note }) => (note ? [`  ${name}: ${note}`] : []));
  return [
    `${benchmark}, ${at}`,
    `${cores} cores of ${cpu}, ${memoryGb} GB, Node ${node}`,
    '',
    ...lines,
    ...(notes.length > 0 ? ['', 'Notes', ...notes] : []),
  ].join('\n');
}

/** The same for programs: each figure says whether it meets its targets. */
export function jsonOf(report: Report): string {
  const figures = report.figures.map((figure) => ({
    ...figure,
    targets: figure.targets.map((target) => ({ ...target, met: isMet(figure, target) })),
  }));
  return JSON.stringify({ ...report, figures }, null, 2);
}

function cellsOf(figure: Figure): string[] {
  const target = figure.targets.map(targetText).join(', ');
  const missed = figure.targets.some((each) => !isMet(figure, each));
  const verdict = figure.targets.length === 0 ? '' : missed ? 'MISSED' : 'met';
  const name = `${figure.name} (${figure.unit})`;
  if (figure.kind === 'value')
    return [name, '', '', numberText(figure.value), '', '', target, verdict];
  const { min, p50, p95, p99 } = figure.spread;
  const numbers = [min, p50, p95, p99].map(numberText);
  return [name, String(figure.samples), ...numbers, target, verdict];
}

function targetText(target: Target): string {
  const of = target.of === 'value' ? '' : `${target.of} `;
  return 'atMost' in target ? `${of}≤ ${target.atMost}` : `${of}≥ ${target.atLeast}`;
}

function numberText(value: number): string {
  return value >= 100 ? String(Math.round(value)) : value.toFixed(value >= 10 ? 1 : 2);
}
