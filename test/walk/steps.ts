import type { Random } from '../model/random';
import { ACTIONS, COLLECTIONS, randomCondition, randomFields, randomIpList, randomRule, SAMPLE_STATUSES } from './directory';
import { FIELDS, ROLE, TITLES } from './held';
import type { Snapshot } from './snapshot';

/** One write as a program sends it, or a person with a form. */
export interface Step {
  readonly kind: string;
  readonly method: 'POST' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly body?: unknown;
  /** The fields of a form below /admin, without the two that every form has. */
  readonly form?: readonly (readonly [string, string])[];
}

/** Chooses writes that touch authority in every way there is, half of them rather harmless. */
export class Steps {
  #made = 0;

  constructor(
    private readonly random: Random,
    private readonly actor: string,
    private readonly snapshot: Snapshot,
  ) {}

  next(): Step {
    const make = this.random.pick([
      () => this.changeUser(), () => this.changeUser(), () => this.changeUsers(), () => this.createUser(), () => this.removeUsers(), () => this.changeMe(), () => this.invite(),
      () => this.createRole(), () => this.changeRole(), () => this.changeRole(), () => this.removeRole(),
      () => this.createPolicy(), () => this.changePolicy(), () => this.changePolicy(), () => this.removePolicy(),
      () => this.createPermission(), () => this.changePermission(), () => this.changePermission(), () => this.changePermission(), () => this.removePermissions(),
      () => this.createAccess(), () => this.createAccess(), () => this.changeAccess(), () => this.removeAccess(),
      () => this.changeSettings(), () => this.form(), () => this.form(), () => this.tidy(), () => this.tidy(), () => this.tidy(), () => this.tidy(),
    ]);
    return make();
  }

  /** What people do all day: it touches nobody's rights, unless somebody has made it so. */
  private tidy(): Step {
    const { random } = this;
    return random.pick<() => Step>([
      () => ({ kind: 'tidy: user', method: 'PATCH', url: `/users/${this.user()}`, body: { last_name: `Kim ${random.below(99)}` } }),
      () => ({ kind: 'tidy: role', method: 'PATCH', url: `/roles/${this.role()}`, body: { description: `about ${random.below(99)}` } }),
      () => ({ kind: 'tidy: policy', method: 'PATCH', url: `/policies/${this.policy()}`, body: { description: `about ${random.below(99)}` } }),
      () => ({ kind: 'tidy: new user', method: 'POST', url: '/users', body: { email: this.address() } }),
      () => ({ kind: 'tidy: invite', method: 'POST', url: '/users/invite', body: { email: this.address(), role: random.pick([ROLE.guests, ROLE.staff]) } }),
      () => ({ kind: 'tidy: settings', method: 'PATCH', url: '/settings', body: { project_name: `Usher ${random.below(99)}` } }),
    ])();
  }

  // --- people

  private changeUser(): Step {
    return { kind: 'user', method: 'PATCH', url: `/users/${this.user()}`, body: this.userFields() };
  }

  private changeUsers(): Step {
    const { random } = this;
    if (random.chance(0.3)) return { kind: 'users each', method: 'PATCH', url: '/users', body: [{ id: this.user(), ...this.userFields() }, { id: this.user(), ...this.userFields() }] };
    if (random.chance(0.4)) return { kind: 'users by query', method: 'PATCH', url: '/users', body: { query: { filter: this.random.pick([{ role: { _eq: this.role() } }, { status: { _eq: 'suspended' } }, { role: { _null: true } }]) }, data: this.userFields() } };
    return { kind: 'users by keys', method: 'PATCH', url: '/users', body: { keys: [this.user(), this.user()], data: this.userFields() } };
  }

  private createUser(): Step {
    const make = () => ({ email: this.address(), ...(this.random.chance(0.4) ? {} : this.userFields()) });
    return this.random.chance(0.3) ? { kind: 'create users', method: 'POST', url: '/users', body: [make(), make()] } : { kind: 'create user', method: 'POST', url: '/users', body: make() };
  }

  private removeUsers(): Step {
    const { random } = this;
    if (random.chance(0.7)) return { kind: 'remove user', method: 'DELETE', url: `/users/${this.user()}` };
    return { kind: 'remove users', method: 'DELETE', url: '/users', body: random.chance(0.5) ? [this.user(), this.user()] : { query: { filter: { status: { _eq: 'suspended' } } } } };
  }

  private changeMe(): Step {
    return { kind: 'me', method: 'PATCH', url: '/users/me', body: this.userFields() };
  }

  private invite(): Step {
    const known = this.random.chance(0.3);
    return { kind: 'invite', method: 'POST', url: '/users/invite', body: { email: known ? 'ivy@x.example' : this.address(), role: this.role() } };
  }

  private userFields(): object {
    const { random } = this;
    const field = random.pick(['first_name', 'first_name', 'first_name', 'title', 'title', 'role', 'role', 'role', 'status', 'email', 'password', 'token', 'policies', 'policies', 'tfa_secret', 'external_identifier']);
    const values: Record<string, () => unknown> = {
      first_name: () => random.pick(['Kim', 'Lee']), title: () => random.pick([null, ...TITLES, 'sales']), role: () => random.pick([null, this.role(), this.role(), this.role()]),
      status: () => random.pick(SAMPLE_STATUSES), email: () => this.address(), password: () => 'a long enough password for anybody', token: () => random.pick([null, 'a-token-that-somebody-else-chose']),
      policies: () => this.attachments('policy'), tfa_secret: () => null, external_identifier: () => 'sso-1',
    };
    return { [field]: values[field]!(), ...(random.chance(0.15) ? { role: values['role']!() } : {}) };
  }

  // --- roles

  private createRole(): Step {
    return { kind: 'create role', method: 'POST', url: '/roles', body: { id: this.random.pick([ROLE.made, ROLE.another]), name: this.random.pick(['new', ...TITLES]), ...this.roleFields() } };
  }

  private changeRole(): Step {
    const { random } = this;
    if (random.chance(0.15)) return { kind: 'roles by keys', method: 'PATCH', url: '/roles', body: { keys: [this.role(), this.role()], data: this.roleFields() } };
    return { kind: 'role', method: 'PATCH', url: `/roles/${this.role()}`, body: this.roleFields() };
  }

  private removeRole(): Step {
    return { kind: 'remove role', method: 'DELETE', url: `/roles/${this.role()}` };
  }

  private roleFields(): object {
    const { random } = this;
    const field = random.pick(['name', 'description', 'description', 'parent', 'parent', 'users', 'users', 'policies', 'policies']);
    const values: Record<string, () => unknown> = {
      name: () => random.pick(['renamed', ...TITLES]), description: () => 'about it', parent: () => random.pick([null, this.role(), this.role()]),
      users: () => (random.chance(0.25)
        ? random.some(this.snapshot.users.map(({ id }) => id), 0.2)
        : { create: random.chance(0.3) ? [{ email: this.address() }] : [], update: random.chance(0.6) ? [{ id: this.user(), ...(random.chance(0.5) ? {} : this.userFields()) }] : [], delete: random.chance(0.3) ? [this.user()] : [] }),
      policies: () => this.attachments('policy'),
    };
    return { [field]: values[field]!() };
  }

  // --- policies and their rules

  private createPolicy(): Step {
    return { kind: 'create policy', method: 'POST', url: '/policies', body: { id: this.random.pick(['00000000-0000-4000-8000-0000000000a1', '00000000-0000-4000-8000-0000000000a2', '00000000-0000-4000-8000-0000000000a3']), name: 'new', ...(this.random.chance(0.7) ? this.policyFields() : {}) } };
  }

  private changePolicy(): Step {
    const { random } = this;
    if (random.chance(0.15)) return { kind: 'policies by keys', method: 'PATCH', url: '/policies', body: { keys: [this.policy(), this.policy()], data: this.policyFields() } };
    return { kind: 'policy', method: 'PATCH', url: `/policies/${this.policy()}`, body: this.policyFields() };
  }

  private removePolicy(): Step {
    return { kind: 'remove policy', method: 'DELETE', url: `/policies/${this.policy()}` };
  }

  private policyFields(): object {
    const { random } = this;
    const field = random.pick(['description', 'description', 'admin_access', 'app_access', 'ip_access', 'ip_access', 'permissions', 'permissions', 'permissions', 'users', 'roles']);
    const values: Record<string, () => unknown> = {
      description: () => 'about it', admin_access: () => random.chance(0.7), app_access: () => random.chance(0.6), ip_access: () => randomIpList(random)?.split(',') ?? null,
      permissions: () => this.permissions(), users: () => this.attachments('user'), roles: () => this.attachments('role'),
    };
    return { [field]: values[field]!() };
  }

  private permissions(): unknown {
    const { random } = this;
    if (random.chance(0.2)) return random.some(this.snapshot.permissions.map(({ id }) => id), 0.1);
    return { create: random.chance(0.5) ? [this.newRule()] : [], update: random.chance(0.5) ? [{ id: this.rule(), ...this.ruleFields() }] : [], delete: random.chance(0.2) ? [this.rule()] : [] };
  }

  private createPermission(): Step {
    const make = () => ({ policy: this.policy(), ...this.newRule() });
    return { kind: 'create permission', method: 'POST', url: '/permissions', body: this.random.chance(0.2) ? [make(), make()] : make() };
  }

  private changePermission(): Step {
    const { random } = this;
    if (random.chance(0.15)) return { kind: 'permissions each', method: 'PATCH', url: '/permissions', body: [{ id: this.rule(), ...this.ruleFields() }, { id: this.rule(), ...this.ruleFields() }] };
    return { kind: 'permission', method: 'PATCH', url: `/permissions/${this.rule()}`, body: this.ruleFields() };
  }

  private removePermissions(): Step {
    const { random } = this;
    if (random.chance(0.6)) return { kind: 'remove permission', method: 'DELETE', url: `/permissions/${this.rule()}` };
    return { kind: 'remove permissions', method: 'DELETE', url: '/permissions', body: random.chance(0.5) ? [this.rule(), this.rule()] : { query: { filter: { policy: { _eq: this.policy() } }, limit: 1 } } };
  }

  private newRule(): object {
    const { random, snapshot } = this;
    const action = random.pick(ACTIONS);
    // Often the copy of a rule that somebody has, which the giver may well have, too.
    if (random.chance(0.5) && snapshot.permissions.length > 0) {
      const { collection, action: its, rows, validation, presets, fields } = random.pick(snapshot.permissions);
      const json = (text: string | null) => (text === null ? null : (JSON.parse(text) as unknown));
      return { collection, action: its, permissions: json(rows), validation: json(validation), presets: json(presets), fields: random.chance(0.5) ? fields?.split(',') ?? null : [random.pick(FIELDS)] };
    }
    return { collection: random.pick(COLLECTIONS), action, ...randomRule(random, action) };
  }

  /** Widened fields, another row rule, a validation or presets that are dropped, another policy. */
  private ruleFields(): object {
    const { random } = this;
    const rule = randomRule(random, 'update');
    return random.pick<() => object>([
      () => ({ fields: ['*'] }), () => ({ fields: randomFields(random) }), () => ({ fields: [random.pick(FIELDS)] }), () => ({ fields: null }), () => ({ permissions: null }), () => ({ permissions: randomCondition(random) }),
      () => ({ validation: null }), () => ({ validation: rule.validation }), () => ({ presets: null }), () => ({ presets: rule.presets }), () => ({ policy: this.policy() }), () => ({ collection: random.pick(COLLECTIONS) }), () => ({ action: random.pick(ACTIONS) }),
    ])();
  }

  // --- attachments

  private createAccess(): Step {
    const { random } = this;
    const end = random.pick([{ role: this.role() }, { user: this.user() }, { user: this.actor }, {}]);
    return { kind: 'attach', method: 'POST', url: '/access', body: { policy: this.policy(), ...end } };
  }

  private changeAccess(): Step {
    const { random } = this;
    return { kind: 'reattach', method: 'PATCH', url: `/access/${this.attachment()}`, body: random.pick([{ policy: this.policy() }, { role: this.role(), user: null }, { user: this.user(), role: null }, { user: null, role: null }, { sort: 3 }]) };
  }

  private removeAccess(): Step {
    return { kind: 'detach', method: 'DELETE', url: `/access/${this.attachment()}` };
  }

  /** The relation from one end, whole or as edits. */
  private attachments(other: 'policy' | 'role' | 'user'): unknown {
    const { random } = this;
    const one = () => ({ [other]: other === 'policy' ? this.policy() : other === 'role' ? this.role() : this.user() });
    if (random.chance(0.2)) return random.chance(0.5) ? [] : [this.attachment(), one()];
    return { create: random.chance(0.6) ? [one()] : [], update: random.chance(0.2) ? [{ id: this.attachment(), ...one() }] : [], delete: random.chance(0.3) ? [this.attachment()] : [] };
  }

  // --- settings

  private changeSettings(): Step {
    const { random } = this;
    return { kind: 'settings', method: 'PATCH', url: '/settings', body: random.pick([{ public_registration_role: random.chance(0.2) ? null : this.role() }, { public_registration: random.chance(0.6) }, { project_name: `Usher ${random.below(9)}` }]) };
  }

  // --- the door for people

  private form(): Step {
    const { random } = this;
    const user = this.user();
    return random.pick<() => Step>([
      () => ({ kind: 'form: status', method: 'POST', url: `/admin/users/${user}/status`, form: [['status', random.pick(SAMPLE_STATUSES)]] }),
      () => ({ kind: 'form: token', method: 'POST', url: `/admin/users/${user}/token`, form: [['token', random.pick(['make', 'remove'])]] }),
      () => ({ kind: 'form: remove user', method: 'POST', url: `/admin/users/${user}/delete`, form: [] }),
      () => ({ kind: 'form: new user', method: 'POST', url: '/admin/users/new', form: [['email', this.address()], ['sign_in', random.pick(['invitation', 'later'])], ['status', 'active'], ['role', random.pick(['', this.role()])], ...(random.chance(0.4) ? [['policies', this.policy()] as const] : [])] }),
      () => this.bulk(user),
      () => ({ kind: 'form: policy', method: 'POST', url: `/admin/settings/policies/${this.policy()}`, form: [random.pick([['admin_access', 'true'], ['app_access', 'true'], ['ip_access', ''], ['description', 'about it']] as const)] }),
      () => ({ kind: 'form: remove role', method: 'POST', url: `/admin/settings/roles/${this.role()}/delete`, form: random.chance(0.5) ? [['then', 'leave']] : [['then', 'move'], ['to', this.role()]] }),
    ])();
  }

  private bulk(user: string): Step {
    const ids = [...new Set([user, this.user()])];
    const action = this.random.pick([`role:${this.role()}`, `role:${this.role()}`, 'role:none', 'status:active', 'status:suspended', 'delete']);
    return { kind: 'form: bulk', method: 'POST', url: '/admin/users/bulk', form: [['action', action], ['count', String(ids.length)], ...ids.map((id) => ['ids', id] as const)] };
  }

  // --- who and what

  /** Often themselves; somebody stronger now and then. */
  private user(): string {
    return this.random.chance(0.2) ? this.actor : this.random.pick(this.snapshot.users).id;
  }

  private role(): string {
    return this.random.pick(this.snapshot.roles)?.id ?? 'gone';
  }

  private policy(): string {
    return this.random.pick(this.snapshot.policies)?.id ?? 'gone';
  }

  private rule(): number {
    return this.random.pick(this.snapshot.permissions)?.id ?? 1;
  }

  private attachment(): string {
    return this.random.pick(this.snapshot.attachments)?.id ?? 'gone';
  }

  private address(): string {
    this.#made += 1;
    return `new-${this.random.below(1_000_000)}-${this.#made}@x.example`;
  }
}
