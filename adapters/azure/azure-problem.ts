/** The Azure service that a call was for, as an operator knows it. */
export type AzureTarget = {
  /** The setting that says where it is. */
  setting: string;
  /** The role that this service's identity needs there. */
  role: string;
};

/** A call to an Azure service failed. The message is one line that names the setting to look at. */
export class AzureProblem extends Error {
  /** Whether the same call may succeed a little later. It may have taken effect, too. */
  readonly transient: boolean;

  constructor(message: string, options: { transient: boolean; cause: unknown }) {
    super(message, { cause: options.cause });
    this.name = 'AzureProblem';
    this.transient = options.transient;
  }
}

const unreachable = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
const badCertificate = /^(CERT_|ERR_TLS_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;
const broken = new Set<unknown>([
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'REQUEST_SEND_ERROR',
  'TimeoutError',
  'OperationTimeoutError',
  'ServiceTimeout',
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
  const failure = deepestFailure(error);
  const { code } = failure;
  const known = explain(failure, target);
  const transient = known === undefined ? failure.aborted || broken.has(code) : false;
  const sentence = known ?? `the call failed (${String(code ?? failure.name)}).`;
  const lasting = transient || (typeof code === 'string' && unreachable.has(code));
  return new AzureProblem(`${target.setting}: ${sentence}`, { transient: lasting, cause: error });
}

type FailureFacts = { name: string; code?: string | number; aborted: boolean };

function explain({ name, code }: FailureFacts, { role }: AzureTarget): string | undefined {
  if (name === 'CredentialUnavailableError' || name === 'AggregateAuthenticationError')
    return 'no Azure identity was found; give the app a managed identity and set AZURE_CLIENT_ID.';
  if (name === 'AuthenticationError') return 'the Azure identity was refused a token.';
  if (code === 401 || code === 403 || code === 'UnauthorizedAccess')
    return `access was refused (${code}); give this service's identity the role ${role}, and its network a way in.`;
  if (code === 'MessagingEntityNotFound')
    return 'there is no such queue; deploy infra-bicep/main.bicep, or correct the setting.';
  if (typeof code !== 'string') return undefined;
  if (unreachable.has(code))
    return `the address cannot be reached (${code}); check it, and the network that leads there.`;
  if (badCertificate.test(code)) return `its certificate is not valid (${code}).`;
  return undefined;
}

/** The libraries wrap what happened; the innermost error that has a code tells most. */
function deepestFailure(error: unknown): FailureFacts {
  let found: FailureFacts = { name: 'Error', aborted: false };
  for (let each: unknown = error; each instanceof Error; each = each.cause) {
    const code = 'code' in each ? each.code : undefined;
    const status = 'statusCode' in each ? each.statusCode : undefined;
    const aborted = each.name === 'AbortError' || each.name === 'TimeoutError';
    const known = [code, status].find((one) => typeof one === 'string' || typeof one === 'number');
    found = {
      name: each.name === 'Error' ? found.name : each.name,
      aborted: aborted || found.aborted,
      ...(known !== undefined
        ? { code: known as string | number }
        : found.code !== undefined
          ? { code: found.code }
          : {}),
    };
  }
  return found;
}
