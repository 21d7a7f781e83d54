import { Injectable } from '@nestjs/common';
import { Explainer } from '../access/permissions/explain';
import type { Accountability } from '../platform/accountability/accountability';
import { AccessCheckService } from './access-check.service';
import { APP, isShown, named, type ExplainedRule, type NamedSource } from './explained-access';
import { ReadableNames } from './readable-names';

/** One rule that holds for somebody, and every way in which it reaches them. */
export interface HeldRule {
  readonly collection: string;
  readonly action: string;
  /** Every item and every field, nothing asked and nothing preset. */
  readonly isUnlimited: boolean;
  readonly sources: readonly NamedSource[];
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
  readonly away: readonly (NamedSource & { readonly ip_access: readonly string[] | null })[];
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
    const { rules, sources } = await this.explainer.holdings(subject);
    const known = await this.names.known(viewer, sources, rules === 'everything' ? [] : rules.map(({ row }) => row.id));
    const applying = sources.filter(({ applies }) => applies);
    return {
      isActive: subject.status === 'active',
      admin: applying.filter(({ admin }) => admin).map((source) => named(source, known)),
      rules: rules === 'everything' ? [] : rules.map(({ row, collection, action, rows, fields, validation, presets }): HeldRule => ({
        collection,
        action,
        isUnlimited: rows === null && validation === null && fields.includes('*') && Object.keys(presets).length === 0,
        sources: row.policy === null ? [APP] : applying.filter(({ policy }) => policy === row.policy).map((source) => named(source, known)),
        rule: isShown(row.id, known) ? { permission: row.id, fields, permissions: row.permissions, validation: row.validation, matches: null } : null,
      })),
      away: sources.filter(({ applies }) => !applies).map((source) => ({ ...named(source, known), ip_access: known.policies.has(source.policy) ? source.ipAccess : null })),
    };
  }
}
