import { z } from 'zod';

/** The content security policy forbids compiling code at run time, which zod would try. */
export default defineNuxtPlugin(() => {
  z.config({ jitless: true });
});
