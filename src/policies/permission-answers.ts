import { z } from 'zod';
import { ACTIONS } from '../access/permissions/stored-rules';

const json = z.record(z.string(), z.unknown()).nullable();

/** A rule that app access brings along: nobody stored it, so it has no key and no policy. */
export const impliedPermission = z.strictObject({
  policy: z.null().optional(),
  collection: z.string().optional(),
  action: z.enum(ACTIONS).optional(),
  permissions: json.optional(),
  validation: json.optional(),
  presets: json.optional(),
  fields: z.array(z.string()).nullable().optional(),
  system: z.literal(true).optional(),
});

const access = z.strictObject({ access: z.enum(['none', 'partial', 'full']), fields: z.array(z.string()).optional(), presets: z.record(z.string(), z.unknown()).optional() });

/** By collection, those with at least one rule. */
export const ownPermissions = z.record(z.string(), z.strictObject({ create: access, read: access, update: access, delete: access, share: access }));

const mayOnItem = z.strictObject({ access: z.boolean(), fields: z.array(z.string()).optional(), presets: z.record(z.string(), z.unknown()).optional() });

export const permissionsOnItem = z.strictObject({ update: mayOnItem, delete: mayOnItem, share: mayOnItem });
