import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { root } from '../setup.mjs';

/** Another version knows other resource types, formats otherwise and predicts other snapshots. */
const version = '0.49.2';

const program = process.platform === 'win32' ? 'bicep.exe' : 'bicep';
const systems = { darwin: 'osx', linux: 'linux', win32: 'win' };

/**
 * The Bicep compiler: the one on the PATH, the one that the Azure CLI has installed, or the one in
 * its NuGet package when the .NET SDK is there to fetch it.
 * @returns {string | undefined} its path; undefined where it cannot be had
 */
export function bicepCompiler() {
  const installed = [program, join(homedir(), '.azure/bin', program)].find(isRightVersion);
  return installed ?? fromNuget();
}

/** What to do where there is none. */
export const howToInstall = `Install the Bicep CLI ${version} (az bicep install --version v${version}), or the .NET SDK, which fetches it.`;

function isRightVersion(path) {
  const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  return stdout?.includes(` ${version} `) ?? false;
}

function fromNuget() {
  const name = `azure.bicep.commandline.${systems[process.platform]}-${process.arch}`;
  const folder = join(root, '.setup/bicep');
  const path = join(folder, name, version, 'tools', program);
  if (!existsSync(path) && !restore(folder, name)) return undefined;
  // NuGet keeps no run bits.
  if (process.platform !== 'win32') chmodSync(path, 0o755);
  return path;
}

/** Fetches the package; answers whether that worked. */
function restore(folder, name) {
  mkdirSync(folder, { recursive: true });
  const project = join(folder, 'bicep.csproj');
  writeFileSync(
    project,
    `<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net8.0</TargetFramework>
    <DisableImplicitFrameworkReferences>true</DisableImplicitFrameworkReferences>
    <RestorePackagesPath>$(MSBuildThisFileDirectory)</RestorePackagesPath>
  </PropertyGroup>
  <ItemGroup>
    <PackageDownload Include="${name}" Version="[${version}]" />
  </ItemGroup>
</Project>
`,
  );
  const env = { ...process.env, DOTNET_CLI_TELEMETRY_OPTOUT: '1', DOTNET_NOLOGO: '1' };
  return spawnSync('dotnet', ['restore', project], { env, stdio: 'ignore' }).status === 0;
}
