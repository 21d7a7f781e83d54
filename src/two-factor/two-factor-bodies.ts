import { z } from 'zod';

const otp = z.string().min(1).max(64);

export const generateBody = z.strictObject({ password: z.string().min(1).max(4096) });

export const enableBody = z.strictObject({ secret: z.string().min(1).max(128), otp });

export const codeBody = z.strictObject({ otp });

/** The only answer that holds the seed. */
export const seedAnswer = z.strictObject({ secret: z.string(), otpauth_url: z.string() });

/** The only answer that holds the recovery codes. */
export const recoveryCodesAnswer = z.array(z.string());
