import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A person's repository in a temporary folder, with one commit on `main`. */
export class GitRepository {
  readonly directory: string;

  private constructor(directory: string) {
    this.directory = directory;
  }

  /** One that is there already; do not dispose it. */
  static at(directory: string): GitRepository {
    return new GitRepository(directory);
  }

  static async create(files: Record<string, string>): Promise<GitRepository> {
    const repository = new GitRepository(await mkdtemp(join(tmpdir(), 'harvest-repository-')));
    await repository.git('init', '-q', '--template=', '--initial-branch=main');
    for (const [path, content] of Object.entries(files)) await repository.write(path, content);
    await repository.git('add', '--all');
    await repository.git('commit', '-q', '-m', 'Begin');
    return repository;
  }

  async write(path: string, content: string): Promise<void> {
    const file = join(this.directory, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }

  /** Runs git and answers what it prints, as it is. */
  async git(...args: string[]): Promise<string> {
    const env = {
      PATH: process.env['PATH'],
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_AUTHOR_NAME: 'Grace',
      GIT_AUTHOR_EMAIL: 'grace@example.com',
      GIT_COMMITTER_NAME: 'Grace',
      GIT_COMMITTER_EMAIL: 'grace@example.com',
    };
    return (await run('git', args, { cwd: this.directory, env })).stdout;
  }

  /** Messages of the commits that `branch` has beyond `main`, oldest first. */
  async messages(branch: string): Promise<string[]> {
    const log = await this.git('log', '--reverse', '-z', '--format=%B', `main..${branch}`);
    return log.split('\0').filter(Boolean);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }
}
