import { z } from 'zod';

const MODES = ['cookie', 'json', 'session'] as const;

/** Other keys are let pass, as in the dialect. */
export const loginBody = z.object({
  email: z.string().min(1).max(320),
  password: z.string().min(1).max(4096),
  mode: z.enum(MODES).default('json'),
  otp: z.string().max(64).optional(),
});

export const refreshBody = z.object({ refresh_token: z.string().max(512).nullish(), mode: z.enum(MODES).nullish() });

/** `expires` in milliseconds; in mode `session` it is all there is. */
export const tokensAnswer = z.strictObject({ expires: z.int(), refresh_token: z.string().optional(), access_token: z.string().optional() });

export const providersAnswer = z.strictObject({ data: z.array(z.string()), disableDefault: z.boolean() });
