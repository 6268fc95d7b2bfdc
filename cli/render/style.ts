export type Paint = (text: string) => string;

export type Style = Record<'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan', Paint>;

const codes = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
} as const;

/** Newlines at the end stay unpainted, so that a text still ends with them. */
const painted = /^([^]*[^\n])(\n*)$/;

/** Paints for a terminal with colour, or paints that change nothing. */
export function makeStyle(colour: boolean): Style {
  const paint = ([on, off]: readonly [number, number]): Paint =>
    colour ? (text) => text.replace(painted, `\u001b[${on}m$1\u001b[${off}m$2`) : (text) => text;
  return {
    bold: paint(codes.bold),
    dim: paint(codes.dim),
    red: paint(codes.red),
    green: paint(codes.green),
    yellow: paint(codes.yellow),
    cyan: paint(codes.cyan),
  };
}

/** Whether to use colour, by the conventions of NO_COLOR, FORCE_COLOR and TERM. */
export function wantsColour(env: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR && env.FORCE_COLOR !== '0') return true;
  return isTerminal && env.TERM !== 'dumb';
}
