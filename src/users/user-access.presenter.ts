import { ACTIONS } from '../access/permissions/stored-rules';
import type { AccessOverview, BoundSource, HeldRule } from '../policies/access-overview';
import { collectionLabel, isOwnCollection, OWN_COLLECTIONS } from '../policies/collection-words';
import type { NamedSource } from '../policies/explained-access';
import { ruleSentence, sourceParts, words, type Part } from './access-words';
import { USERS_PATH } from './users-list';

interface AccessCell {
  readonly actionLabel: string;
  readonly level: 'none' | 'all' | 'custom' | 'bound';
  readonly label: string;
  readonly icon: string;
  readonly spoken: string;
  /** Asks why. */
  readonly url: string;
}

/** What a person may do: the matrix, and each right with where it comes from. */
export interface UserAccessView {
  readonly whyUrl: string;
  readonly actions: readonly string[];
  /** One line in the place of everything else: nothing limits an administrator. */
  readonly admin: readonly Part[] | null;
  /** Why none of it holds at the moment. */
  readonly inactive: string | null;
  readonly rows: readonly { readonly label: string; readonly isForeign: boolean; readonly cells: readonly AccessCell[] }[];
  /** "Nothing in Policies, Settings." */
  readonly nothing: string | null;
  readonly lines: readonly { readonly what: string; readonly rule: string; readonly sources: readonly (readonly Part[])[] }[];
  /** Policies that do not hold from the address that this is about, or that is not known. */
  readonly away: { readonly heading: string; readonly lines: readonly (readonly Part[])[] } | null;
}

export interface UserAccessFacts {
  readonly userId: string;
  /** Their role, where the viewer may know it. */
  readonly roleId: string | null;
  readonly isOwn: boolean;
  readonly overview: AccessOverview;
}

const LEVELS = { none: { label: 'None', icon: 'ban' }, all: { label: 'All', icon: 'check' }, custom: { label: 'Custom', icon: 'sliders-horizontal' }, bound: { label: 'Address', icon: 'network' } } as const;

export function userAccess({ userId, roleId, isOwn, overview }: UserAccessFacts): UserAccessView {
  const { rules, admin, isActive, away } = overview;
  const touched = new Set(rules.map(({ collection }) => collection));
  const own = Object.keys(OWN_COLLECTIONS);
  const shown = [...own.filter((name) => touched.has(name)), ...[...touched].filter((name) => !isOwnCollection(name)).sort()];
  const untouched = own.filter((name) => !touched.has(name)).map(collectionLabel);
  const order = (collection: string) => shown.indexOf(collection);
  return {
    whyUrl: whyUrl(userId),
    actions: ACTIONS.map(capitalised),
    admin: admin.length > 0 ? adminParts(admin, roleId) : null,
    inactive: isActive ? null : 'Only active people may do anything: until the status is active, none of this holds.',
    rows: shown.map((collection) => ({ label: collectionLabel(collection), isForeign: !isOwnCollection(collection), cells: ACTIONS.map((action) => cell(userId, collection, action, rules)) })),
    nothing: admin.length > 0 || untouched.length === 0 ? null : `Nothing in ${listed(untouched)}.`,
    lines: [...rules].sort((a, b) => order(a.collection) - order(b.collection) || actionOrder(a) - actionOrder(b)).map((rule) => line(rule, roleId, isOwn)),
    away: away.length === 0 ? null : { heading: isOwn ? 'Not in force now' : 'Only from certain addresses', lines: away.map((source) => awayParts(source, roleId, isOwn)) },
  };
}

export function whyUrl(userId: string, question: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams(question).toString();
  return `${USERS_PATH}/${userId}/why${query ? `?${query}` : ''}`;
}

function cell(userId: string, collection: string, action: string, rules: readonly HeldRule[]): AccessCell {
  const held = rules.filter((rule) => rule.collection === collection && rule.action === action);
  const inForce = held.filter(({ isInForce }) => isInForce);
  const level = held.length === 0 ? 'none' : inForce.length === 0 ? 'bound' : inForce.some(({ isUnlimited }) => isUnlimited) ? 'all' : 'custom';
  const spoken = level === 'bound' ? 'only from certain addresses' : LEVELS[level].label.toLowerCase();
  return { actionLabel: capitalised(action), level, ...LEVELS[level], spoken: `${collectionLabel(collection)}, ${action}: ${spoken}. Why?`, url: whyUrl(userId, { collection, action }) };
}

function line({ collection, action, isUnlimited, isInForce, rule, sources }: HeldRule, roleId: string | null, isOwn: boolean): UserAccessView['lines'][number] {
  const sentence = isUnlimited ? (action === 'delete' || action === 'share' ? 'Every item' : 'Every item, all fields') : rule === null ? 'A rule that you may not see' : ruleSentence(rule, action);
  return { what: `${collectionLabel(collection)}: ${action}`, rule: sentence, sources: sources.map((source) => [...sourceParts(source, roleId), ...(source.isBound ? [words(`, only ${fromWhere(source)}${isOwn && !isInForce ? '; yours comes from another one' : ''}`)] : [])]) };
}

function adminParts(sources: readonly NamedSource[], roleId: string | null): Part[] {
  return [words('Administrator rights: may see and change everything. They come from '), ...sources.flatMap((source, index) => [...(index > 0 ? [words('; and from ')] : []), ...sourceParts(source, roleId)]), words('.')];
}

function awayParts(source: AccessOverview['away'][number], roleId: string | null, isOwn: boolean): Part[] {
  return [...sourceParts(source, roleId), words(` holds only ${fromWhere(source)}${isOwn ? ', and yours comes from another one' : ''}.${source.admin ? ' It makes an administrator of them there.' : ''}`)];
}

function fromWhere({ ip_access }: BoundSource): string {
  return `for requests from ${ip_access ? ip_access.join(', ') : 'certain addresses'}`;
}

function actionOrder({ action }: HeldRule): number {
  return ACTIONS.findIndex((candidate) => candidate === action);
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function capitalised(word: string): string {
  return `${word[0]!.toUpperCase()}${word.slice(1)}`;
}
