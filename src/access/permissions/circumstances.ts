import type { Authority } from './authority';

/**
 * What changes the worth of policies that people hold of their own, though nobody touched those: validations and presets of other
 * policies bind them no longer, and `$CURRENT_ROLES`, `$CURRENT_ROLE.name` or `$CURRENT_POLICIES` mean something else. The same text
 * for the same circumstances.
 */
export function circumstancesOf({ policies, attachments, roles }: Authority): string {
  const binding = [...policies.values()].filter(({ permissions }) => permissions.some(({ validation, presets }) => validation !== null || presets !== null));
  return JSON.stringify([
    binding.map(({ id, ipAccess, permissions }) => [id, ipAccess, permissions]),
    attachments.filter(({ userId }) => userId === null),
    roles,
  ]);
}
