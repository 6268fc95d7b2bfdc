import { services } from '../../adapters/services.ts';
import type { Person } from '../../contracts/ids.ts';
import { ApiError } from './respond.ts';

/** Throws `forbidden` for everybody but the owner of the installation. */
export function ownerOnly(person: Person): void {
  if (!services().identity.roles(person).includes('owner')) throw new ApiError('forbidden');
}
