import { z } from 'zod';

/** The only answer that ever holds a static token. */
export const tokenAnswer = z.strictObject({ token: z.string() });
