import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { PUBLIC, SYSTEM, type Accountability } from '../platform/accountability/accountability';
import { Clock } from '../platform/clock/clock';
import { TravellingClock } from '../platform/clock/travelling-clock';
import { AppConfig } from '../platform/config/app-config';
import { PrismaService } from '../platform/database/prisma.service';
import { Transactions } from '../platform/database/transactions';
import { InvitationsService } from '../invitations/invitations.service';
import { PoliciesService } from '../policies/policies.service';
import { RegistrationService } from '../registration/registration.service';
import { RolesService } from '../roles/roles.service';
import { FirstAdministrator } from '../server/first-administrator';
import { Seed } from '../server/seed';
import { SettingsService } from '../settings/settings.service';
import { parseEmail, type EmailAddress } from '../users/email-address';
import { UsersService } from '../users/users.service';
import { ADMINISTRATORS, DEMO_DOMAIN, EXPIRED_INVITATIONS, PENDING_INVITATIONS, people, POLICIES, ROLES, UNVERIFIED, type DemoPerson } from './organisation';

export type DemoResult =
  | { readonly kind: 'made' | 'there-already'; readonly people: number; readonly signIns: readonly { readonly email: string; readonly is: string }[]; readonly password: string }
  /** Somebody's own directory is no place for made-up people. */
  | { readonly kind: 'refused'; readonly others: number };

/** Two of the made-up people who have a password, beside the administrators. */
const SIGN_INS = { 'people-team': 'may look after people', editorial: 'may look people up' } as const;

/**
 * Fills an empty directory with a believable organisation: everything goes through the services that the doors call, on a clock that
 * is set back, so that there is a history to look at.
 */
@Injectable()
export class DemoService {
  constructor(
    private readonly seed: Seed,
    private readonly firstAdministrator: FirstAdministrator,
    private readonly policies: PoliciesService,
    private readonly roles: RolesService,
    private readonly users: UsersService,
    private readonly invitations: InvitationsService,
    private readonly registration: RegistrationService,
    private readonly settings: SettingsService,
    private readonly prisma: PrismaService,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {}

  async fill(): Promise<DemoResult> {
    const others = await this.prisma.client.user.count({ where: { OR: [{ emailKey: null }, { emailKey: { not: { endsWith: `@${DEMO_DOMAIN}` } } }] } });
    if (others > 0) return { kind: 'refused', others };
    const isThere = (await this.prisma.client.user.count()) > 0;
    if (!isThere) await this.#live();
    const signIns = [
      { email: ADMINISTRATORS[0].email, is: 'an administrator' },
      ...Object.entries(SIGN_INS).map(([role, is]) => ({ email: people().find((person) => person.role === role)!.email, is: `in ${ROLES.find(({ key }) => key === role)!.name}, ${is}` })),
    ];
    return { kind: isThere ? 'there-already' : 'made', people: await this.prisma.client.user.count(), signIns, password: this.#password };
  }

  /** No default password anywhere: this one follows from the secret of this very installation, so it is the same at every run. */
  get #password(): string {
    const digest = createHmac('sha256', this.config.key('demo')).update('password').digest('hex');
    return `demo-${digest.slice(0, 6)}-${digest.slice(6, 12)}-${digest.slice(12, 18)}`;
  }

  async #live(): Promise<void> {
    this.#goTo(90);
    await this.seed.plant();
    const ada = await this.#firstAdministrator();
    const policyIds = await this.#makePolicies(ada);
    const roleIds = await this.#makeRoles(ada, policyIds);
    this.#goTo(84);
    await this.settings.change(ada, { projectName: 'Meridian Press', projectDescriptor: 'Books since 1974', projectUrl: 'https://meridian.example', publicRegistration: true, publicRegistrationRoleId: roleIds.get('contributors')! });
    const ids = await this.#hire(ada, roleIds);
    const ben = await this.#secondAdministrator(ada);
    await this.#changeOverTime(ben, ids, roleIds);
    this.#goTo(31);
    await this.#invite(ben, EXPIRED_INVITATIONS, roleIds.get('contributors')!);
    this.#goTo(3);
    for (const { firstName, lastName, email } of UNVERIFIED) {
      await this.registration.register(PUBLIC, { email: address(email), password: this.#password, firstName, lastName, verificationUrl: null }, null);
    }
    this.#goTo(2);
    await this.#invite(ada, PENDING_INVITATIONS, roleIds.get('editorial')!);
    this.#goTo(0);
    await this.#noteVisits(ids);
    await this.#keepMailsBack();
  }

  /** By a set-up link, as on any fresh directory. */
  async #firstAdministrator(): Promise<Accountability> {
    const [{ firstName, lastName, email }] = ADMINISTRATORS;
    const link = await this.firstAdministrator.newLink();
    const id = await this.firstAdministrator.setUp(SYSTEM, new URL(link!).searchParams.get('token'), { email, password: this.#password, firstName, lastName });
    return this.#administrator(id, `${firstName} ${lastName}`);
  }

  async #secondAdministrator(ada: Accountability): Promise<Accountability> {
    const { firstName, lastName, email } = ADMINISTRATORS[1];
    const id = await this.users.create(ada, { firstName, lastName, email: address(email), status: 'active', roleId: ada.role, title: 'Head of operations' });
    return this.#administrator(id, `${firstName} ${lastName}`);
  }

  async #administrator(id: string, name: string): Promise<Accountability> {
    const { roleId } = await this.prisma.client.user.findUniqueOrThrow({ where: { id }, select: { roleId: true } });
    return { ...PUBLIC, kind: 'user', user: id, name, role: roleId, roles: roleId ? [roleId] : [], admin: true, app: true };
  }

  async #makePolicies(ada: Accountability): Promise<Map<string, string>> {
    const ids = await this.policies.create(ada, POLICIES.map(({ name, icon, description, appAccess, rules }) => ({
      name, icon, description, appAccess,
      permissions: { create: rules.map(({ collection, action, fields = ['*'], rows = {} }) => ({ collection, action, fields, permissions: rows as never })), update: [], delete: [] },
    })));
    return new Map(POLICIES.map(({ key }, index) => [key, ids[index]!]));
  }

  async #makeRoles(ada: Accountability, policyIds: ReadonlyMap<string, string>): Promise<Map<string, string>> {
    const ids = new Map<string, string>();
    for (const { key, name, icon, description, parent, policies } of ROLES) {
      const attached = { create: policies.map((policy) => ({ policyId: policyIds.get(policy)! })), update: [], delete: [] };
      ids.set(key, await this.roles.create(ada, { name, icon, description, parentId: parent === null ? null : ids.get(parent)!, policies: attached }));
    }
    return ids;
  }

  /** Role by role, over some weeks; the first of a few roles gets a password to look around with. */
  async #hire(ada: Accountability, roleIds: ReadonlyMap<string, string>): Promise<string[]> {
    const ids: string[] = [];
    const everybody = people();
    for (const [index, { key }] of ROLES.entries()) {
      this.#goTo(82 - index * 5);
      const hired = everybody.filter((person) => person.role === key);
      ids.push(...(await this.users.createMany(ada, hired.map((person, place) => this.#newUser(person, roleIds.get(key)!, place === 0 && key in SIGN_INS)))));
    }
    return ids;
  }

  #newUser({ firstName, lastName, email, title, location, language }: DemoPerson, roleId: string, hasPassword: boolean) {
    return { firstName, lastName, email: address(email), title, location, language, roleId, status: 'active' as const, ...(hasPassword && { password: this.#password }) };
  }

  async #changeOverTime(ben: Accountability, ids: readonly string[], roleIds: ReadonlyMap<string, string>): Promise<void> {
    const one = (place: number) => ids[place % ids.length]!;
    this.#goTo(40);
    await this.users.change(ben, [one(25), one(31)], { roleId: roleIds.get('copy-desk')! });
    await this.users.change(ben, [one(60)], { title: 'Senior commissioning editor' });
    this.#goTo(33);
    await this.users.change(ben, [one(90), one(103), one(140)], { status: 'suspended' });
    this.#goTo(21);
    await this.users.change(ben, [one(12), one(47), one(101), one(155)], { status: 'archived' });
    await this.users.change(ben, [one(121), one(122)], { status: 'draft' });
    this.#goTo(12);
    await this.users.change(ben, [one(103)], { status: 'active' });
    await this.roles.change(ben, roleIds.get('production')!, { description: 'Paper, print and binding, and since this spring the e-books.' });
    this.#goTo(6);
    await this.users.change(ben, [one(33)], { roleId: null });
  }

  async #invite(by: Accountability, addresses: readonly string[], roleId: string): Promise<void> {
    await this.invitations.invite(by, { addresses: addresses.map(address), roleId });
  }

  /** When most of them were last here; a fifth never came. */
  async #noteVisits(ids: readonly string[]): Promise<void> {
    const DAY_MS = 86_400_000;
    await this.transactions.run(SYSTEM, async ({ db, now }) => {
      for (const [index, id] of ids.entries()) {
        if (index % 5 !== 4) await db.user.updateMany({ where: { id, status: 'active' }, data: { lastAccess: new Date(now.getTime() - ((index * 13) % 400) * (DAY_MS / 10)) } });
      }
    });
  }

  /** Nobody of them has a mailbox. The links of the invitations still work and can be copied. */
  async #keepMailsBack(): Promise<void> {
    await this.transactions.run(SYSTEM, ({ db }) => db.outboxMail.updateMany({ where: { state: 'queued' }, data: { state: 'abandoned', lastError: 'Made-up people get no mail' } }));
  }

  #goTo(daysAgo: number): void {
    if (this.clock instanceof TravellingClock) this.clock.goTo({ daysAgo });
  }
}

function address(text: string): EmailAddress {
  return parseEmail(text)!;
}
