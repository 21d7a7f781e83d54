import type { AttachmentRow, PermissionRow, PolicyRow, Snapshot } from './snapshot';

/**
 * What somebody can do in the end, worked out in the plainest way: each thing that the rules let them do with a handful of sample
 * items, from each of two addresses. It compares outcomes and knows nothing of how the product compares rules.
 */
export interface Held {
  readonly at: readonly HeldThere[];
}

interface HeldThere {
  readonly admin: boolean;
  readonly app: boolean;
  /** By collection and action. */
  readonly things: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Whose rights are meant. Without a user it is a visitor, who is nobody's "me". */
export interface Holder {
  readonly user: string | null;
  readonly role: string | null;
  readonly title: string | null;
}

/** Where all calls of the walk come from; the office, which some policies ask for; and a place that is on no list. */
const ADDRESSES = ['127.0.0.1', '10.1.1.1', 'elsewhere'] as const;
const ELSEWHERE = 2;
/** Which of the two a list of a policy lets in. Every list that the walk writes is here. */
export const IP_LISTS: Readonly<Record<string, readonly string[]>> = { '127.0.0.1': ['127.0.0.1'], '10.0.0.0/8': ['10.1.1.1'], '127.0.0.0/8,10.0.0.0/8': ['127.0.0.1', '10.1.1.1'] };

export const FIELDS = ['title', 'status', 'role', 'team'] as const;
export const TITLES = ['sales', 'support'] as const;
/** Keys of roles. The last two are of roles that the walk makes. */
export const ROLE = {
  admins: '00000000-0000-4000-8000-000000000001', desk: '00000000-0000-4000-8000-000000000002', leads: '00000000-0000-4000-8000-000000000003', staff: '00000000-0000-4000-8000-000000000004',
  guests: '00000000-0000-4000-8000-000000000005', spare: '00000000-0000-4000-8000-000000000006', made: '00000000-0000-4000-8000-000000000007', another: '00000000-0000-4000-8000-000000000008',
} as const;
const ROLES = Object.values(ROLE);
/** What titles and the names of roles can be, apart from the names above. */
export const NAMES = [...TITLES, 'new', 'renamed'] as const;
export const STATUSES = ['draft', 'active', 'suspended'] as const;

type Item = Readonly<Record<string, string | null>>;

const TITLES_AND_NAMES = [...NAMES, ...Object.keys(ROLE)];
/** Each value of each field comes up, beside the statuses that rules speak of, as mine and as somebody else's. */
const ITEMS: readonly Item[] = ['me', 'other'].flatMap((id) => [
  ...TITLES_AND_NAMES.map((title, index) => ({ id, title, status: index % 2 === 0 ? 'draft' : 'active', role: null, team: null })),
  ...ROLES.flatMap((role) => [{ id, title: null, status: 'active', role, team: role }, { id, title: 'sales', status: 'suspended', role, team: null }]),
]);
const VALUES = { title: TITLES_AND_NAMES, status: STATUSES, role: ROLES, team: ROLES };
const ALONE: readonly Item[] = FIELDS.flatMap((field) => [null, ...VALUES[field]].map((value) => ({ [field]: value })));
/** One field at a time, and beside a title, which some validations want to be there. */
const PAYLOADS: readonly Item[] = [{}, ...ALONE, ...ALONE.filter((payload) => !('title' in payload)).map((payload) => ({ title: 'sales', ...payload }))];

export class Holdings {
  readonly #known = new Map<string, Held>();

  constructor(private readonly snapshot: Snapshot) {}

  person(id: string): Held {
    const user = this.snapshot.users.find((row) => row.id === id);
    return user ? this.#of({ user: id, role: user.role, title: user.title }, this.snapshot.attachments.filter((row) => row.user === id)) : NOTHING;
  }

  visitor(): Held {
    return this.#of({ user: null, role: null, title: null }, []);
  }

  /** Whoever registers next. */
  newcomer(): Held {
    return this.snapshot.registrationRole === null ? NOTHING : this.#of({ user: 'newcomer', role: this.snapshot.registrationRole, title: null }, []);
  }

  #of(holder: Holder, own: readonly AttachmentRow[]): Held {
    const chain = this.#chain(holder.role);
    const byRole = this.snapshot.attachments.filter((row) => (chain.length > 0 ? row.role !== null && chain.includes(row.role) : row.role === null && row.user === null));
    const ids = new Set([...byRole, ...own].map(({ policy }) => policy));
    const key = JSON.stringify([holder.user === null, holder.role, holder.title, [...ids].sort(), own.map(({ policy }) => policy).sort()]);
    const known = this.#known.get(key);
    if (known) return known;
    const held = this.#workOut(holder, chain, this.snapshot.policies.filter(({ id }) => ids.has(id)), new Set([...(chain.length > 0 ? byRole : []), ...own].map(({ policy }) => policy)));
    this.#known.set(key, held);
    return held;
  }

  #chain(role: string | null): string[] {
    const chain: string[] = [];
    for (let next = role; next !== null && !chain.includes(next); next = this.snapshot.roles.find(({ id }) => id === next)?.parent ?? null) chain.push(next);
    return chain;
  }

  /** `flagged`: the policies whose flags count; those of the public make nobody anything. */
  #workOut(holder: Holder, chain: readonly string[], policies: readonly PolicyRow[], flagged: ReadonlySet<string>): Held {
    const at = ADDRESSES.map((address): HeldThere => {
      const things = new Map<string, ReadonlySet<string>>();
      const applying = policies.filter(({ ip }) => ip === null || ip === '' || IP_LISTS[ip]!.includes(address));
      const flags = applying.filter(({ id }) => flagged.has(id));
      const app = flags.some((policy) => policy.app);
      if (flags.some((policy) => policy.admin)) return { admin: true, app, things };
      const ids = applying.map(({ id }) => id);
      const permissions = this.snapshot.permissions.filter(({ policy }) => ids.includes(policy));
      const speak = new Variables(this.snapshot, holder, chain, ids);
      for (const subject of new Set(permissions.map(({ collection, action }) => `${collection} ${action}`))) {
        things.set(subject, this.#worthOf(subject, permissions.filter(({ collection, action }) => `${collection} ${action}` === subject), speak));
      }
      return { admin: false, app, things };
    });
    return { at };
  }

  /** The same rules are worth the same to the same reader, in each state of the directory; working it out is the long part. */
  #worthOf(subject: string, permissions: readonly PermissionRow[], speak: Variables): ReadonlySet<string> {
    const rules = JSON.stringify(permissions.map(({ rows, validation, presets, fields }) => [rows, validation, presets, fields]));
    const key = `${subject.split(' ')[1]} ${rules} ${rules.includes('$CURRENT_') ? speak.text : ''}`;
    const known = WORTH.get(key);
    if (known) return known;
    const worth = new Set(this.#thingsOf(subject, permissions.map((row) => readRule(row)), speak));
    if (WORTH.size > 20_000) WORTH.clear();
    WORTH.set(key, worth);
    return worth;
  }

  *#thingsOf(subject: string, rules: readonly Rule[], speak: Variables): Generator<string> {
    const action = subject.split(' ')[1]!;
    if (action !== 'create') {
      for (const [index, item] of ITEMS.entries()) {
        const here = rules.filter(({ rows }) => holds(rows, item, speak, false));
        if (here.length > 0) yield `${name(item)} at all`;
        if (action === 'read' || action === 'update') for (const field of FIELDS) if (here.some((rule) => grants(rule, field))) yield `${name(item)} ${field}`;
        // Writing is judged on two of the items only: the values do not depend on the item.
        if (action === 'update' && index % 7 === 0) for (const outcome of this.#outcomes(rules, here, speak)) yield `${name(item)} ${outcome}`;
      }
    } else yield* this.#outcomes(rules, rules, speak);
  }

  /** What can be written, and what can be left unwritten. */
  *#outcomes(rules: readonly Rule[], granting: readonly Rule[], speak: Variables): Generator<string> {
    if (granting.length === 0) return;
    const presets = Object.fromEntries(rules.flatMap((rule) => Object.entries(rule.presets).map(([field, value]) => [field, speak.values(value)[0] ?? null])));
    for (const payload of PAYLOADS) {
      if (!Object.keys(payload).every((field) => granting.some((rule) => grants(rule, field)))) continue;
      const written: Item = { ...presets, ...payload };
      if (!rules.every(({ validation }) => holds(validation, written, speak, true))) continue;
      for (const field of FIELDS) {
        if (field in written) yield `writes ${field}=${written[field]}`;
        // A preset of a field that can be sent binds nobody: null is as good as nothing.
        if (!(field in written) || granting.some((rule) => grants(rule, field))) yield `leaves ${field}`;
      }
    }
  }
}

const WORTH = new Map<string, ReadonlySet<string>>();
const NOTHING: Held = { at: ADDRESSES.map(() => ({ admin: false, app: false, things: new Map() })) };

/** The first thing that is held now and was held by none of these, neither there nor from everywhere; null where there is none. */
export function gained(now: Held, before: readonly Held[]): string | null {
  for (const [place, address] of ADDRESSES.entries()) {
    const pools = before.flatMap((held) => [held.at[place]!, held.at[ELSEWHERE]!]);
    if (pools.some(({ admin }) => admin)) continue;
    const { admin, app, things } = now.at[place]!;
    if (admin) return `admin access from ${address}`;
    if (app && !pools.some((pool) => pool.app)) return `app access from ${address}`;
    for (const [subject, mine] of things) {
      const theirs = pools.flatMap((pool) => pool.things.get(subject) ?? []);
      if (theirs.includes(mine)) continue;
      for (const thing of mine) if (!theirs.some((set) => set.has(thing))) return `${subject} ${thing} from ${address}`;
    }
  }
  return null;
}

interface Rule {
  readonly fields: readonly string[];
  readonly rows: Filter;
  readonly validation: Filter;
  readonly presets: Readonly<Record<string, string>>;
}

type Filter = { readonly [key: string]: unknown };

function readRule({ fields, rows, validation, presets }: PermissionRow): Rule {
  return { fields: fields === null ? [] : fields.split(','), rows: json(rows), validation: json(validation), presets: json(presets) as Record<string, string> };
}

function json(text: string | null): Filter {
  return text === null ? {} : ((JSON.parse(text) as Filter | null) ?? {});
}

function grants(rule: Rule, field: string): boolean {
  return rule.fields.includes('*') || rule.fields.includes(field);
}

/** `passes`: a field that is not there satisfies everything but "there must be one". */
function holds(filter: Filter, item: Item, speak: Variables, passes: boolean): boolean {
  return Object.entries(filter).every(([key, inner]) => {
    if (key === '_and') return (inner as Filter[]).every((one) => holds(one, item, speak, passes));
    if (key === '_or') return (inner as Filter[]).some((one) => holds(one, item, speak, passes));
    return Object.entries(inner as Filter).every(([operator, operand]) => {
      if (!(key in item)) return passes && operator !== '_nnull';
      const value = item[key]!;
      if (operator === '_nnull') return value !== null;
      const operands = [operand].flat().flatMap((one) => speak.values(String(one)));
      if (value === null) return false;
      if (operator === '_neq') return operands.length === 1 && operands[0] !== value;
      return operator === '_in' ? operands.includes(value) : operands.length === 1 && operands[0] === value;
    });
  });
}

function name(item: Item): string {
  return Object.values(item).join('/');
}

/** What the variables of rules mean to one holder. "Me" is the same for everybody who is somebody. */
class Variables {
  /** The same text for readers to whom all variables mean the same. */
  get text(): string {
    return JSON.stringify(['$CURRENT_USER', '$CURRENT_USER.title', '$CURRENT_ROLE.name', '$CURRENT_ROLE', '$CURRENT_ROLES', '$CURRENT_POLICIES'].map((variable) => this.values(variable)));
  }

  constructor(
    private readonly snapshot: Snapshot,
    private readonly holder: Holder,
    private readonly chain: readonly string[],
    private readonly policies: readonly string[],
  ) {}

  values(text: string): string[] {
    const { user, role, title } = this.holder;
    const some = (value: string | null | undefined) => (value === null || value === undefined ? [] : [value]);
    switch (text) {
      case '$CURRENT_USER': return user === null ? [] : ['me'];
      case '$CURRENT_USER.title': return some(title);
      case '$CURRENT_USER.role.name':
      case '$CURRENT_ROLE.name': return some(this.snapshot.roles.find(({ id }) => id === role)?.name);
      case '$CURRENT_ROLE': return some(role);
      case '$CURRENT_ROLES': return [...this.chain];
      case '$CURRENT_POLICIES': return [...this.policies];
      default: return [text];
    }
  }
}
