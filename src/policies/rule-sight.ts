import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { CollectionRegistry, type Collection } from '../access/collections/registry';
import { pathsIn } from '../access/permissions/rule-text';
import { StoredRules, understand, type StoredRule } from '../access/permissions/stored-rules';
import type { Filter } from '../access/query/ast';
import { grants } from '../access/query/scope';
import type { UnitOfWork } from '../platform/database/unit-of-work';
import { ForbiddenError } from '../platform/errors/errors';

/** What of a rule is asked of rows and people. */
export interface Conditions {
  readonly collection: string;
  readonly permissions: unknown;
  readonly validation: unknown;
  readonly presets: unknown;
}

/** A field that somebody has to be able to read; on every row, or on one of them at least. */
interface Needed {
  readonly collection: string;
  readonly field: string;
  readonly everywhere: boolean;
}

/**
 * Nobody writes a rule that looks where they cannot: "people whose address begins with a" tells whoever wrote it, and may see no address,
 * whose does. What administrators wrote can be passed on as it is.
 */
@Injectable()
export class RuleSight {
  constructor(
    private readonly registry: CollectionRegistry,
    private readonly rules: StoredRules,
  ) {}

  /** Throws FORBIDDEN for a condition on a field that the caller does not read; it looks like one on a field that does not exist. */
  async require(work: UnitOfWork, conditions: Conditions): Promise<void> {
    const held = await this.rules.of(work.accountability, null, work);
    if (held === 'everything' || held.some(({ row }) => isDeepStrictEqual(conditionsOf(row), conditionsOf(conditions)))) return;
    const missing = this.#neededFor(conditions).find((needed) => !reads(held, needed));
    if (missing) throw new ForbiddenError({ reason: `You don't have permission to access field "${missing.field}" in collection "${missing.collection}" or it does not exist.` });
  }

  #neededFor({ collection, permissions, validation, presets }: Conditions): Needed[] {
    const known = this.registry.find(collection);
    const { rows } = understand({ id: null, policy: null, collection, action: 'read', permissions, validation: null, presets: null, fields: null });
    return [
      ...(known && rows ? this.#inFilter(known, rows) : []),
      ...pathsIn('$CURRENT_USER', permissions, validation, presets).flatMap((path) => this.#alongPath('directus_users', path, false)),
      ...pathsIn('$CURRENT_ROLE', permissions, validation, presets).flatMap((path) => this.#alongPath('directus_roles', path, false)),
    ];
  }

  #inFilter(collection: Collection, filter: Filter): Needed[] {
    if (filter.kind === 'all' || filter.kind === 'any') return filter.filters.flatMap((inner) => this.#inFilter(collection, inner));
    const name = filter.kind === 'compare' ? filter.call.name : filter.field;
    const needed: Needed = { collection: collection.name, field: name, everywhere: true };
    const target = this.#targetOf(collection, name);
    return filter.kind === 'compare' || !target ? [needed] : [needed, ...this.#inFilter(target, filter.filter)];
  }

  /** The first step is a field of one's own row; what lies beyond may be anybody's. */
  #alongPath(collection: string, [field, ...rest]: readonly string[], everywhere: boolean): Needed[] {
    if (field === undefined) return [];
    const target = this.#targetOf(this.registry.get(collection), field);
    return [{ collection, field, everywhere }, ...(target ? this.#alongPath(target.name, rest, true) : [])];
  }

  #targetOf(collection: Collection, name: string): Collection | null {
    const field = collection.fields.get(name);
    const target = field?.kind === 'list' ? field.of : field?.refersTo;
    return target === undefined ? null : this.registry.get(target);
  }
}

function reads(held: readonly StoredRule[], { collection, field, everywhere }: Needed): boolean {
  // Who they are themselves is no secret.
  if (!everywhere && field === 'id') return true;
  return held.some((rule) => rule.action === 'read' && rule.collection === collection && (!everywhere || rule.rows === null) && grants(rule, field));
}

function conditionsOf({ collection, permissions, validation, presets }: Conditions): unknown[] {
  return [collection, permissions ?? null, validation ?? null, presets ?? null];
}
