import type { ChartData, ChartOptions } from 'chart.js';
import type { ChartColors } from '../composables/useChartColors.ts';
import type { Chart } from './charts.ts';

/** A chart's stacked bars in the form of the drawing library. */
export function barData({ moments, lines }: Chart, colors: ChartColors): ChartData<'bar'> {
  return {
    labels: moments,
    datasets: lines.map(({ label, tone, values }) => ({
      label,
      data: values,
      backgroundColor: colors[tone],
      hoverBackgroundColor: colors[tone],
      borderRadius: 2,
      maxBarThickness: 28,
    })),
  };
}

/** A chart's lines in the form of the drawing library; a moment without a value leaves no gap. */
export function lineData({ moments, lines }: Chart, colors: ChartColors): ChartData<'line'> {
  return {
    labels: moments,
    datasets: lines.map(({ label, tone, values }) => ({
      label,
      data: values,
      borderColor: colors[tone],
      hoverBorderColor: colors[tone],
      backgroundColor: colors[tone],
      hoverBackgroundColor: colors[tone],
      borderWidth: 1.5,
      pointRadius: 2,
      spanGaps: true,
    })),
  };
}

/** How both kinds are drawn; nothing moves by itself. */
export function optionsOf<T extends 'bar' | 'line'>(
  chart: Chart,
  { grid, text }: ChartColors,
): ChartOptions<T> {
  const stacked = chart.kind === 'stack';
  const options: ChartOptions<'bar' | 'line'> = {
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    interaction: { mode: 'index', intersect: false },
    scales: {
      x: {
        stacked,
        grid: { display: false },
        border: { color: grid },
        ticks: { color: text, maxRotation: 0, autoSkipPadding: 16 },
      },
      y: {
        stacked,
        beginAtZero: true,
        border: { display: false },
        grid: { color: grid },
        ticks: {
          color: text,
          maxTicksLimit: 5,
          ...(chart.whole ? { precision: 0 } : {}),
          callback: (value) => chart.format(Number(value)),
        },
      },
    },
    plugins: {
      legend: {
        display: chart.lines.length > 1,
        position: 'bottom',
        labels: { color: text, boxWidth: 8, boxHeight: 8, usePointStyle: true },
      },
      tooltip: {
        callbacks: {
          label: ({ dataset, parsed }) => `${dataset.label}: ${chart.format(parsed.y ?? 0)}`,
        },
      },
    },
  };
  return options as ChartOptions<T>;
}
