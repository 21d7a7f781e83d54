import { Injectable } from '@nestjs/common';
import { Explainer } from '../access/permissions/explain';
import type { PolicySource } from '../access/permissions/policy-collector';
import type { StoredRule } from '../access/permissions/stored-rules';
import type { Accountability } from '../platform/accountability/accountability';
import { AccessCheckService } from './access-check.service';
import { APP, isShown, named, type ExplainedRule, type NamedSource } from './explained-access';
import { ReadableNames } from './readable-names';

/** A way in which a policy reaches somebody, and the addresses that it is bound to. */
export interface BoundSource extends NamedSource {
  readonly isBound: boolean;
  /** Null where it holds from everywhere, or where the viewer may not read from where. */
  readonly ip_access: readonly string[] | null;
}

/** One rule that holds for somebody, and every way in which it reaches them. */
export interface HeldRule {
  readonly collection: string;
  readonly action: string;
  /** Every item and every field, nothing asked and nothing preset. */
  readonly isUnlimited: boolean;
  readonly sources: readonly BoundSource[];
  /** False where it holds for calls from other addresses only. */
  readonly isInForce: boolean;
  /** Null where the viewer may not read it. */
  readonly rule: ExplainedRule | null;
}

/** What somebody may do, as far as a viewer may follow it. */
export interface AccessOverview {
  readonly isActive: boolean;
  /** The ways in which they are an administrator; then no rule limits them, and none is told. */
  readonly admin: readonly NamedSource[];
  readonly rules: readonly HeldRule[];
  /** Policies that do not hold for a call from this address. */
  readonly away: readonly (BoundSource & { readonly admin: boolean })[];
}

@Injectable()
export class AccessOverviews {
  constructor(
    private readonly explainer: Explainer,
    private readonly checks: AccessCheckService,
    private readonly names: ReadableNames,
  ) {}

  /** FORBIDDEN where the viewer may not read the person. The address is the viewer's own where they look at themselves, and unknown otherwise. */
  async of(viewer: Accountability, userId: string): Promise<AccessOverview> {
    const subject = await this.checks.subject(viewer, userId, undefined);
    const { rules, elsewhere, sources } = await this.explainer.holdings(subject);
    const held = rules === 'everything' ? [] : rules;
    const known = await this.names.known(viewer, sources, [...held, ...elsewhere].map(({ row }) => row.id));
    const [applying, away] = [sources.filter(({ applies }) => applies), sources.filter(({ applies }) => !applies)];
    const bound = (source: PolicySource): BoundSource => ({ ...named(source, known), isBound: source.ipAccess !== null, ip_access: known.policies.has(source.policy) ? source.ipAccess : null });
    const heldRule = (isInForce: boolean) => ({ row, collection, action, rows, fields, validation, presets }: StoredRule): HeldRule => ({
      collection,
      action,
      isUnlimited: rows === null && validation === null && fields.includes('*') && Object.keys(presets).length === 0,
      sources: row.policy === null ? [throughApp((isInForce ? applying : away).filter(({ app }) => app).map(bound))] : (isInForce ? applying : away).filter(({ policy }) => policy === row.policy).map(bound),
      isInForce,
      rule: isShown(row.id, known) ? { permission: row.id, fields, permissions: row.permissions, validation: row.validation, matches: null } : null,
    });
    return {
      isActive: subject.status === 'active',
      admin: applying.filter(({ admin }) => admin).map((source) => named(source, known)),
      rules: [...held.map(heldRule(true)), ...elsewhere.map(heldRule(false))],
      away: away.map((source) => ({ ...bound(source), admin: source.admin })),
    };
  }
}

/** What app access brings along is bound to addresses where all policies are that give it. */
function throughApp(giving: readonly BoundSource[]): BoundSource {
  const isBound = giving.every((source) => source.isBound);
  const lists = giving.map(({ ip_access }) => ip_access);
  return { ...APP, isBound, ip_access: isBound && lists.every((list) => list !== null) ? [...new Set(lists.flat())] : null };
}
