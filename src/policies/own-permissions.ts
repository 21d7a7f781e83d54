import { Injectable } from '@nestjs/common';
import { CollectionRegistry } from '../access/collections/registry';
import { AccessControl } from '../access/permissions/access-control';
import { ACTIONS, StoredRules, type Action, type StoredRule } from '../access/permissions/stored-rules';
import type { Accountability } from '../platform/accountability/accountability';
import { ForbiddenError } from '../platform/errors/errors';

export interface ActionAccess {
  readonly access: 'none' | 'partial' | 'full';
  readonly fields?: readonly string[];
  readonly presets?: Readonly<Record<string, unknown>>;
}

export type CollectionAccess = Readonly<Record<Action, ActionAccess>>;

/** What the caller may do, in the dialect's words: the answers of `/permissions/me`. */
@Injectable()
export class OwnPermissions {
  constructor(
    private readonly rules: StoredRules,
    private readonly access: AccessControl,
    private readonly registry: CollectionRegistry,
  ) {}

  /** By collection, those with at least one rule. FORBIDDEN for whoever is not signed in. */
  async ofCaller(caller: Accountability): Promise<Record<string, CollectionAccess>> {
    if (caller.user === null) throw new ForbiddenError();
    const rules = await this.rules.of(caller, null);
    if (rules === 'everything') return Object.fromEntries(this.registry.names.map((name) => [name, FULL]));
    const collections = [...new Set(rules.map(({ collection }) => collection))];
    return Object.fromEntries(collections.map((name) => [name, accessTo(rules.filter(({ collection }) => collection === name))]));
  }

  /** Whether the caller may change, delete or share this very item (without a key: the only one of its collection). */
  async onItem(caller: Accountability, collection: string, key: string | null): Promise<Record<string, unknown>> {
    if (caller.user === null) throw new ForbiddenError();
    const actions = ['update', 'delete', 'share'] as const;
    if (!this.registry.find(collection)) return Object.fromEntries(actions.map((action) => [action, { access: caller.admin }]));
    const isSingleton = collection === 'directus_settings';
    const item = isSingleton ? '1' : key;
    const [mayUpdate, mayDelete, mayShare] = await Promise.all(actions.map((action) => (item === null ? this.access.can(caller, action, collection) : this.access.canItem(caller, action, collection, item))));
    // An administrator is told no more than that everything may be written, as in the dialect.
    const update = isSingleton && mayUpdate && !caller.admin ? (await this.ofCaller(caller))[collection]?.update : undefined;
    return {
      update: { access: mayUpdate, ...(update && { fields: update.fields ?? [], presets: update.presets ?? {} }) },
      delete: { access: mayDelete },
      share: { access: mayShare },
    };
  }
}

const EVERYTHING: ActionAccess = { access: 'full', fields: ['*'] };
const FULL: CollectionAccess = { create: EVERYTHING, read: EVERYTHING, update: EVERYTHING, delete: EVERYTHING, share: EVERYTHING };

function accessTo(rules: readonly StoredRule[]): CollectionAccess {
  return Object.fromEntries(ACTIONS.map((action) => [action, accessBy(rules.filter((rule) => rule.action === action))])) as CollectionAccess;
}

function accessBy(rules: readonly StoredRule[]): ActionAccess {
  if (rules.length === 0) return { access: 'none' };
  const fields = [...new Set(rules.flatMap((rule) => rule.fields))];
  const presets = Object.assign({}, ...rules.map((rule) => rule.presets)) as Record<string, unknown>;
  return {
    access: rules.some(({ rows }) => rows !== null) ? 'partial' : 'full',
    ...(fields.length > 0 && { fields: fields.includes('*') ? ['*'] : fields }),
    ...(Object.keys(presets).length > 0 && { presets }),
  };
}
