import { z } from 'zod';

/** A policy that is to be attached. */
export interface PolicyOfUser {
  readonly policyId: string;
  readonly sort?: number | null;
}

/** An attachment that exists, and what is to become of it (nothing: it stays). */
export interface PolicyOfUserChange {
  readonly accessId: string;
  readonly policyId?: string;
  readonly sort?: number | null;
}

/** Only these edits, or the whole new set: then whatever is not named in it goes. */
export type PoliciesOfUser =
  | { readonly create: readonly PolicyOfUser[]; readonly update: readonly PolicyOfUserChange[]; readonly delete: readonly string[] }
  | { readonly whole: { readonly create: readonly PolicyOfUser[]; readonly keep: readonly PolicyOfUserChange[] } };

const key = z.string().min(1).max(64);
/** A relation to one item comes as its key, or as an object that holds nothing else. */
const reference = z.union([key, z.strictObject({ id: key }).transform(({ id }) => id)]);
const sort = z.int().nullable().optional();

// `user` is what the relation itself says, so what a client repeats there is not looked at.
const newPolicy = z.strictObject({ policy: reference, sort, user: z.unknown().optional(), role: z.null().optional() }).transform(({ policy, sort: at }): PolicyOfUser => ({ policyId: policy, ...(at !== undefined && { sort: at }) }));
const knownPolicy = z
  .strictObject({ id: key, policy: reference.optional(), sort, user: z.unknown().optional(), role: z.null().optional() })
  .transform(({ id, policy, sort: at }): PolicyOfUserChange => ({ accessId: id, ...(policy !== undefined && { policyId: policy }), ...(at !== undefined && { sort: at }) }));

/** The dialect's forms of `policies`: an array is the whole set, an object of alterations only those edits. */
export const userPoliciesSchema = z.union([
  z.array(z.union([key.transform((accessId): PolicyOfUserChange => ({ accessId })), knownPolicy, newPolicy])).nullable().transform((items): PoliciesOfUser => ({
    whole: {
      create: (items ?? []).filter((item): item is PolicyOfUser => !('accessId' in item)),
      keep: (items ?? []).filter((item): item is PolicyOfUserChange => 'accessId' in item),
    },
  })),
  z.strictObject({ create: z.array(newPolicy).default([]), update: z.array(knownPolicy).default([]), delete: z.array(key).default([]) }),
]);

export function userPoliciesOnTheWire(policies: PoliciesOfUser): unknown {
  if ('whole' in policies) return [...policies.whole.keep.map((kept) => kept.accessId), ...policies.whole.create.map(created)];
  return {
    create: policies.create.map(created),
    update: policies.update.map(({ accessId, policyId, sort: at }) => ({ id: accessId, ...(policyId !== undefined && { policy: policyId }), ...(at !== undefined && { sort: at }) })),
    delete: policies.delete,
  };
}

const created = ({ policyId, sort: at }: PolicyOfUser) => ({ policy: policyId, ...(at !== undefined && { sort: at }) });

/** True where the relation is mentioned but nothing would change. */
export function changesNoPolicies(policies: PoliciesOfUser | undefined): boolean {
  return policies === undefined || (!('whole' in policies) && policies.create.length + policies.update.length + policies.delete.length === 0);
}
