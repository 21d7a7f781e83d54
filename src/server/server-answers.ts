import { z } from 'zod';

const status = z.enum(['ok', 'warn', 'error']);

export const healthAnswer = z.strictObject({
  status,
  releaseId: z.string().optional(),
  serviceId: z.string().optional(),
  checks: z.record(z.string(), z.array(z.strictObject({ status, observedValue: z.number().optional(), observedUnit: z.string().optional(), threshold: z.number().optional() }))).optional(),
});

const text = z.string().nullable();

const project = z.strictObject({
  project_name: z.string(),
  project_descriptor: text,
  project_logo: text,
  project_color: z.string(),
  default_appearance: z.string(),
  default_theme_light: text,
  default_theme_dark: text,
  theme_light_overrides: z.null(),
  theme_dark_overrides: z.null(),
  default_language: z.string(),
  public_foreground: text,
  public_background: text,
  public_favicon: text,
  public_note: text,
  custom_css: text,
  public_registration: z.boolean(),
  public_registration_verify_email: z.boolean(),
});

/** What is beside the project is for people who are signed in. */
export const infoAnswer = z.strictObject({
  project,
  rateLimit: z.boolean().optional(),
  rateLimitGlobal: z.boolean().optional(),
  queryLimit: z.strictObject({ default: z.int(), max: z.int() }).optional(),
  websocket: z.boolean().optional(),
});
