import { getSystemErrorName } from 'node:util';

/** The Azure service that a call was for, as an operator knows it. */
export type AzureTarget = {
  /** The setting that says where it is. */
  setting: string;
  /** The role that this service's identity needs there, or the setting with the key that lets it in. */
  access: { role: string } | { keySetting: string };
};

/** A call to an Azure service failed. The message is one line that names the setting to look at. */
export class AzureProblem extends Error {
  /** Whether the same call may succeed a little later. It may have taken effect, too. */
  readonly transient: boolean;
  /** What the library called it: HTTP's status, or a word. */
  readonly code: Code;

  constructor(message: string, options: { transient: boolean; code: Code; cause: unknown }) {
    super(message, { cause: options.cause });
    this.name = 'AzureProblem';
    // Whoever logs it, it is the one line: a stack would only hide where to look.
    this.stack = `${this.name}: ${message}`;
    this.transient = options.transient;
    this.code = options.code;
  }
}

/** How the libraries name what happened: HTTP's status, or a word. */
type Code = string | number;

const noIdentity = new Set(['CredentialUnavailableError', 'AggregateAuthenticationError']);
const unreachableCodes = new Set<Code>([
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_NONAME',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);
const badCertificate = /^(CERT_|ERR_TLS_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;
/** A call that had no answer in time: what is in the way of it may also swallow it. */
const unanswered = new Set<Code>([
  'AbortError',
  'ETIMEDOUT',
  'OperationTimeoutError',
  'ServiceTimeout',
  'TimeoutError',
]);
const broken = new Set<Code>([
  'ECONNRESET',
  'EPIPE',
  'REQUEST_SEND_ERROR',
  'UND_ERR_SOCKET',
  'ServiceBusy',
  'ServiceCommunicationProblem',
  'GeneralError',
  408,
  410,
  429,
  449,
  500,
  503,
]);

/** Reads what a client library threw. Its own message is left out, since it may quote the request. */
export function azureProblem(error: unknown, target: AzureTarget): AzureProblem {
  if (error instanceof AzureProblem) return error;
  const failures = [...chainOf(error)];
  const codes = failures.flatMap(codesOf);
  const names = failures.map(({ name }) => name);
  const code = codes.at(-1) ?? names.at(-1) ?? 'unknown';
  const known = explain({ failures, codes, names }, target);
  const silence = [...codes, ...names].find((each) => unanswered.has(each));
  const transient =
    known === undefined
      ? silence !== undefined || codes.some((each) => broken.has(each))
      : codes.some(isUnreachable);
  const message = `${target.setting}: ${known ?? unexplained(code, silence)}`;
  return new AzureProblem(message, { transient, code, cause: error });
}

type Failed = { failures: readonly Error[]; codes: readonly Code[]; names: readonly string[] };

function explain({ failures, codes, names }: Failed, { access }: AzureTarget): string | undefined {
  if (names.some((name) => noIdentity.has(name)))
    return 'no Azure identity was found; give the app a managed identity and set AZURE_CLIENT_ID.';
  if (names.includes('AuthenticationError'))
    return 'the Azure identity was refused a token; look whether AZURE_CLIENT_ID names one that this service has.';
  if (failures.some(isReadOnlyRegion))
    return 'this is the address of a region that takes no writes (403.3); give that of the account itself.';
  if (failures.some(isFullPartition))
    return 'one of its partitions is full, with 20 GB (403.1014); see docs/operations/scaling.md.';
  const refused = codes.find((code) => [401, 403, 'UnauthorizedAccess'].includes(code));
  if (refused !== undefined) return `access was refused (${refused}); ${wayIn(access)}.`;
  if (codes.includes('MessageSizeExceeded'))
    return 'the message is larger than the queue takes, which is 256 KB in the tier Standard.';
  const absent = codes.find((code) => [404, 'MessagingEntityNotFound'].includes(code));
  if (absent !== undefined)
    return `what the app expects is not there (${absent}); deploy infra-bicep/main.bicep, or correct the setting.`;
  const unreachable = codes.find(isUnreachable);
  if (unreachable !== undefined)
    return `the address cannot be reached (${unreachable}); check it, and the network that leads there.`;
  const certificate = codes.find((code) => badCertificate.test(String(code)));
  if (certificate !== undefined) return `its certificate is not valid (${certificate}).`;
  return undefined;
}

function unexplained(code: Code, silence: Code | undefined): string {
  return silence === undefined
    ? `the call failed (${code}).`
    : `there was no answer in time (${silence}); check the address, and the network that leads there.`;
}

function wayIn(access: AzureTarget['access']): string {
  return 'role' in access
    ? `give this service's identity the role ${access.role}, and its network a way in`
    : `put a key into ${access.keySetting} that opens it, and give this service's network a way in`;
}

/** Cosmos DB says what is forbidden by 403 and a number of its own. */
const forbiddenBy = (number: number) => (error: Error) => {
  const { code, substatus } = error as { code?: unknown; substatus?: unknown };
  return code === 403 && substatus === number;
};
const isReadOnlyRegion = forbiddenBy(3);
const isFullPartition = forbiddenBy(1014);

function isUnreachable(code: Code): boolean {
  return unreachableCodes.has(code);
}

/** The error, what caused it, and what several attempts came to: the libraries wrap what happened. */
function* chainOf(error: unknown): Generator<Error> {
  if (!(error instanceof Error)) return;
  yield error;
  if (error instanceof AggregateError) for (const each of error.errors) yield* chainOf(each);
  yield* chainOf(error.cause);
}

function codesOf(error: Error): Code[] {
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
  return [code, statusCode, systemCodeOf(error)].filter(
    (each) => typeof each === 'string' || typeof each === 'number',
  );
}

/** What the system calls it: Service Bus's library keeps the number of it, and not the name. */
function systemCodeOf(error: Error): string | undefined {
  const { errno, syscall } = error as { errno?: unknown; syscall?: unknown };
  if (typeof errno !== 'number' || errno >= 0 || typeof syscall !== 'string') return undefined;
  return getSystemErrorName(errno);
}
