// npm run check:infra: holds infra-bicep/ to the compiler and to its snapshots. With --write it
// formats the files and writes the snapshots anew, to be reviewed with the change.
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { bicepCompiler, howToInstall } from './infra/bicep-compiler.mjs';
import { exitWith } from './run-node.mjs';
import { root } from './setup.mjs';

const folder = 'infra-bicep';

/** A snapshot has to be the same on every machine, so nobody's own settings reach it. */
function environmentOf(stage) {
  const { PATH, HOME, TMPDIR } = process.env;
  return {
    PATH,
    HOME,
    TMPDIR,
    AZURE_ENV_NAME: stage,
    AZURE_LOCATION: 'westeurope',
    HARVEST_ALERT_EMAILS: '["on-call@example.com"]',
  };
}

await exitWith(async () => {
  const bicep = bicepCompiler();
  if (!bicep) {
    const isRequired = process.env.CI === 'true';
    const result = isRequired ? 'Failed' : 'Skipped';
    console.log(`${result}: there is no Bicep compiler to check ${folder}/ with. ${howToInstall}`);
    return isRequired ? 1 : 0;
  }
  if (process.argv.includes('--write')) {
    const problems = [
      ...(await format(bicep, root)),
      ...(await snapshots(bicep, root, 'overwrite')),
    ];
    return report(problems, 'The files are formatted, and the snapshots are written.');
  }
  const scratch = mkdtempSync(join(tmpdir(), 'harvest-infra-'));
  try {
    for (const path of [folder, 'host.json'])
      cpSync(join(root, path), join(scratch, path), { recursive: true });
    const found = await Promise.all([lint(bicep, scratch), snapshots(bicep, scratch, 'validate')]);
    // Formatting changes what the others read.
    const problems = [...found.flat(), ...(await format(bicep, scratch)), ...unformatted(scratch)];
    return report(problems, 'The compiler has nothing to say, and the snapshots are as committed.');
  } finally {
    rmSync(scratch, { recursive: true });
  }
});

/** Formats in place. */
async function format(bicep, base) {
  const patterns = ['**/*.bicep', '*.bicepparam'];
  const runs = patterns.map((pattern) =>
    run(bicep, base, 'main', ['format', '--pattern', pattern]),
  );
  return (await Promise.all(runs)).flat();
}

function unformatted(formatted) {
  return sources(formatted)
    .filter(
      (path) =>
        readFileSync(join(formatted, path), 'utf8') !== readFileSync(join(root, path), 'utf8'),
    )
    .map((path) => `${path} is not formatted`);
}

/** Every module and parameter file, and the one that azd deploys by, of which there is no snapshot. */
async function lint(bicep, base) {
  const runs = [
    ['lint', '--pattern', '**/*.bicep'],
    ['lint', '--pattern', '*.bicepparam'],
    ['build-params', 'main.bicepparam', '--outfile', join(base, 'main.parameters.json')],
  ].map((args) => run(bicep, base, 'main', args));
  return (await Promise.all(runs)).flat();
}

/** Each stage's parameter file yields the resources that were committed beside it. */
async function snapshots(bicep, base, mode) {
  const files = sources(base).map((path) => basename(path));
  const stages = files
    .filter((file) => file.endsWith('.bicepparam') && file !== 'main.bicepparam')
    .map((file) => basename(file, '.bicepparam'));
  const runs = stages.map((stage) =>
    run(bicep, base, stage, [
      'snapshot',
      `${stage}.bicepparam`,
      ...['--mode', mode],
      ...['--subscription-id', '00000000-0000-0000-0000-000000000000'],
      ...['--location', 'westeurope'],
    ]),
  );
  return (await Promise.all(runs)).flat();
}

function sources(base) {
  return readdirSync(join(base, folder), { recursive: true })
    .filter((path) => /\.bicep(param)?$/.test(path))
    .map((path) => join(folder, path));
}

/**
 * Runs the compiler in a folder's copy of infra-bicep/. Whatever it prints is a problem: it reports
 * unknown properties as mere warnings.
 */
function run(bicep, base, stage, args) {
  const options = {
    cwd: join(base, folder),
    env: environmentOf(stage),
    maxBuffer: 64 * 1024 * 1024,
  };
  return new Promise((done) => {
    execFile(bicep, args, options, (error, stdout, stderr) => {
      const said = `${stdout}${stderr}`.replaceAll(join(base, '/'), '').trim();
      if (said) done(said.split('\n'));
      else done(error ? [`bicep ${args.join(' ')}: ${error.message}`] : []);
    });
  });
}

/** Prints what was found; what the compiler says of a file once, though many others use it. */
function report(problems, success) {
  const isRepeated = (line, index) =>
    line.startsWith(`${folder}/`) && problems.indexOf(line) < index;
  const lines = problems.filter((line, index) => !isRepeated(line, index));
  if (lines.length > 0)
    lines.push('Snapshots and format are renewed by npm run check:infra -- --write');
  console.log(lines.length === 0 ? success : lines.join('\n'));
  return lines.length === 0 ? 0 : 1;
}
