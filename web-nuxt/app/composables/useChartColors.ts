import { shallowRef, watch } from 'vue';
import type { Tone } from '../stats/charts.ts';

const variables = {
  success: '--ui-success',
  error: '--ui-error',
  neutral: '--ui-text-dimmed',
  primary: '--ui-primary',
  secondary: '--ui-warning',
  grid: '--ui-border',
  text: '--ui-text-muted',
} as const satisfies Record<Tone | 'grid' | 'text', string>;

export type ChartColors = Record<keyof typeof variables, string>;

/** The page's colours as a canvas needs them, renewed when light and dark change places. */
export function useChartColors() {
  const mode = useColorMode();
  const colors = shallowRef(read());
  // The page's class changes first, and the colours with it.
  watch(
    () => mode.value,
    () => (colors.value = read()),
    { flush: 'post' },
  );
  return colors;
}

function read(): ChartColors {
  const style = getComputedStyle(document.documentElement);
  const entries = Object.entries(variables).map(([name, variable]) => [
    name,
    style.getPropertyValue(variable).trim(),
  ]);
  return Object.fromEntries(entries) as ChartColors;
}
