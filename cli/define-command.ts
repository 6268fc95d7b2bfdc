import { parseArgs } from 'node:util';
import type { Command, Options } from './command.ts';
import type { Context } from './context.ts';
import { UsageError } from './errors.ts';
import { exitCodes } from './exit-codes.ts';
import { commandHelp } from './help.ts';

type ValuesOf<O extends Options> = {
  [Name in keyof O]?: O[Name]['type'] extends 'boolean' ? boolean : string;
};

const commonOptions = {
  json: { type: 'boolean', help: 'Print JSON for programs' },
  help: { type: 'boolean', short: 'h', help: 'Show this help' },
} as const satisfies Options;

type Definition<O extends Options> = Pick<Command, 'name' | 'arguments' | 'summary'> & {
  options: O;
  /** How many positional arguments it takes. */
  takes: { min: number; max: number };
  run: (
    input: { values: ValuesOf<O & typeof commonOptions>; positionals: string[] },
    context: Context,
  ) => Promise<number>;
};

/** Makes a command of its options and what it does with them. */
export function defineCommand<const O extends Options>(definition: Definition<O>): Command {
  const { name, summary, takes } = definition;
  const options = { ...definition.options, ...commonOptions };
  const command: Command = {
    name,
    arguments: definition.arguments,
    summary,
    options,
    execute: async (args, context) => {
      const { values, positionals } = parse(args, options);
      if (values.help === true) {
        context.terminal.write(commandHelp(command));
        return exitCodes.done;
      }
      const { min, max } = takes;
      if (positionals.length < min || positionals.length > max)
        throw new UsageError(`Usage: harvest ${name} ${command.arguments}`.trim());
      return definition.run({ values: values as ValuesOf<O>, positionals }, context);
    },
  };
  return command;
}

function parse(args: string[], options: Options) {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true });
  } catch (error) {
    // Node's own sentences name the option that is wrong.
    if (error instanceof TypeError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}
