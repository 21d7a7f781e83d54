import { Injectable } from '@nestjs/common';
import { CollectionRegistry } from '../access/collections/registry';
import { AccessControl } from '../access/permissions/access-control';
import { StoredRules, type StoredRule } from '../access/permissions/stored-rules';
import type { Accountability } from '../platform/accountability/accountability';
import { Transactions } from '../platform/database/transactions';
import { applicationErrorsIn } from '../platform/errors/application-error';
import { ForbiddenError } from '../platform/errors/errors';
import { PERMISSION_ACTIONS, type PermissionAction } from './permission-changes';

export interface ActionAccess {
  readonly access: 'none' | 'partial' | 'full';
  readonly fields?: readonly string[];
  readonly presets?: Readonly<Record<string, unknown>>;
}

export type CollectionAccess = Readonly<Record<PermissionAction, ActionAccess>>;

/** What the caller may do, in the dialect's words: the answers of `/permissions/me`. */
@Injectable()
export class OwnPermissions {
  constructor(
    private readonly rules: StoredRules,
    private readonly access: AccessControl,
    private readonly registry: CollectionRegistry,
    private readonly transactions: Transactions,
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
    const allowed = await this.transactions.run(caller, async (work) => {
      const answers: Record<string, boolean> = {};
      for (const action of actions) answers[action] = await isAllowed(() => this.access.requireItems(work, action, collection, item === null ? [] : [item]));
      return answers;
    });
    const update = isSingleton ? (await this.ofCaller(caller))[collection]?.update : undefined;
    return {
      update: { access: allowed['update'], ...(isSingleton && { fields: update?.fields ?? [], presets: update?.presets ?? {} }) },
      delete: { access: allowed['delete'] },
      share: { access: allowed['share'] },
    };
  }
}

const EVERYTHING: ActionAccess = { access: 'full', fields: ['*'] };
const FULL: CollectionAccess = { create: EVERYTHING, read: EVERYTHING, update: EVERYTHING, delete: EVERYTHING, share: EVERYTHING };

function accessTo(rules: readonly StoredRule[]): CollectionAccess {
  return Object.fromEntries(PERMISSION_ACTIONS.map((action) => [action, accessBy(rules.filter((rule) => rule.action === action))])) as CollectionAccess;
}

function accessBy(rules: readonly StoredRule[]): ActionAccess {
  if (rules.length === 0) return { access: 'none' };
  const fields = [...new Set(rules.flatMap((rule) => rule.fields))];
  const presets = Object.assign({}, ...rules.map((rule) => rule.presets)) as Record<string, unknown>;
  return {
    access: rules.some(({ rows }) => rows !== null) ? 'partial' : 'full',
    fields: fields.includes('*') ? ['*'] : fields,
    ...(Object.keys(presets).length > 0 && { presets }),
  };
}

async function isAllowed(ask: () => Promise<void>): Promise<boolean> {
  try {
    await ask();
    return true;
  } catch (thrown) {
    if (applicationErrorsIn(thrown)?.every(({ code }) => code === 'FORBIDDEN')) return false;
    throw thrown;
  }
}
