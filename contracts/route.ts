import type { z } from 'zod';

/** One row of the API's route table. */
export type Route = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/api`, with `{parameters}`. */
  path: string;
  summary: string;
  /** Who may call it: anyone, a signed-in person, or a sandbox with its token. */
  access: 'open' | 'person' | 'sandbox';
  query?: z.ZodType;
  body?: z.ZodType;
  /** The body is taken as it is, up to this many bytes. */
  rawLimit?: number;
  /** Status of success, and what it answers; none means an empty body. */
  status: number;
  answer?: z.ZodType;
};
