import { Injectable } from '@nestjs/common';
import { Grants } from '../access/permissions/grant';
import { AccessControl } from '../access/permissions/access-control';
import { Standing } from '../access/sessions/standing';
import type { Accountability } from '../platform/accountability/accountability';
import { AppConfig } from '../platform/config/app-config';
import { PrismaService } from '../platform/database/prisma.service';
import { Transactions } from '../platform/database/transactions';
import type { UnitOfWork } from '../platform/database/unit-of-work';
import { applicationErrorsIn } from '../platform/errors/application-error';
import { InvalidForeignKeyError } from '../platform/errors/errors';
import { requireAllowedUrl } from '../platform/tokens/allowed-url';
import type { EmailAddress } from '../users/email-address';
import { IssueInvitation } from '../users/issue-invitation';
import { UsersService } from '../users/users.service';
import type { ListedAddress } from './address-list';
import { judge, type JudgedAddress, type KnownPerson } from './verdicts';

const USERS = 'directus_users';
const MAX_ATTEMPTS = 3;

export interface Invitation {
  readonly addresses: readonly EmailAddress[];
  /** Null gives no role to whoever is new, and leaves everybody else theirs. */
  readonly roleId: string | null;
  /** A page of another application that the mailed links lead to; must be on the allow list. */
  readonly inviteUrl?: string | null;
  /** Whose invitation is sent again, by address key; all who wait where it is absent. */
  readonly again?: ReadonlySet<string>;
  /** Who has an account and gets the role instead, by address key. */
  readonly giveRole?: ReadonlySet<string>;
}

export interface InvitationResult {
  readonly invited: number;
  readonly sentAgain: number;
  readonly givenRole: number;
  /** Nothing was done about these. */
  readonly left: number;
}

/** Many addresses at once: the people, their mails and the activity, all or nothing. */
@Injectable()
export class InvitePeople {
  constructor(
    private readonly access: AccessControl,
    private readonly grants: Grants,
    private readonly transactions: Transactions,
    private readonly prisma: PrismaService,
    private readonly users: UsersService,
    private readonly issuing: IssueInvitation,
    private readonly config: AppConfig,
    private readonly standing: Standing,
  ) {}

  async requireRight(accountability: Accountability): Promise<void> {
    await this.access.require(accountability, 'create', USERS);
  }

  /** What `invite` would do. Whoever may create people may know who exists: a creation would tell them, too. */
  async preview(accountability: Accountability, list: readonly ListedAddress[], roleId: string | null): Promise<JudgedAddress[]> {
    await this.requireRight(accountability);
    const keys = list.flatMap(({ email }) => email?.key ?? []);
    const known = await this.prisma.client.user.findMany({ where: { emailKey: { in: keys } }, select: PERSON });
    return judge(list, known as KnownPerson[], roleId);
  }

  /** Throws FORBIDDEN before anything is looked up, then INVALID_PAYLOAD for a link that may not be used. */
  async invite(accountability: Accountability, invitation: Invitation): Promise<InvitationResult> {
    await this.requireRight(accountability);
    const inviteUrl = invitation.inviteUrl ? requireAllowedUrl(invitation.inviteUrl, this.config.allowLists.invite, 'invite users') : null;
    // Of several spellings the first counts, as it does in the preview.
    const addresses = invitation.addresses.filter(({ key }, place, all) => all.findIndex((other) => other.key === key) === place);
    return this.#again(() => this.transactions.run(accountability, async (work) => {
      await this.standing.require(work);
      await requireRole(work, invitation.roleId);
      // Also where everybody of the list is known: no answer may depend on who is.
      if (invitation.roleId !== null) await this.grants.around(work, { roles: [invitation.roleId] }, async () => undefined);
      const known = await work.db.user.findMany({ where: { emailKey: { in: addresses.map(({ key }) => key) } }, select: PERSON });
      const people = new Map((known as KnownPerson[]).map((person) => [person.emailKey, person]));
      const result = { invited: 0, sentAgain: 0, givenRole: 0, left: 0 };
      for (const address of addresses) result[await this.#inviteOne(work, address, people.get(address.key), { ...invitation, inviteUrl })] += 1;
      return result;
    }));
  }

  /** Somebody else may invite the same address at the same time: the unique index says so, and then that person is known. */
  async #again<T>(change: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await change();
      } catch (error) {
        const isTaken = applicationErrorsIn(error)?.some(({ code, facts }) => code === 'RECORD_NOT_UNIQUE' && facts['field'] === 'email');
        if (!isTaken || attempt === MAX_ATTEMPTS) throw error;
      }
    }
  }

  async #inviteOne(work: UnitOfWork, email: EmailAddress, known: KnownPerson | undefined, invitation: Invitation): Promise<keyof InvitationResult> {
    const { roleId, inviteUrl } = invitation;
    if (!known) {
      await this.users.createIn(work, { email, status: 'invited', ...(roleId !== null && { roleId }) }, { inviteUrl });
      return 'invited';
    }
    if (known.status !== 'invited') {
      if (!invitation.giveRole?.has(email.key) || roleId === null || known.roleId === roleId) return 'left';
      await this.users.changeIn(work, [known.id], { roleId });
      return 'givenRole';
    }
    if (invitation.again && !invitation.again.has(email.key)) return 'left';
    await this.grants.requireNotAbove(work, [known.id]);
    // The role first: the mail names it.
    if (roleId !== null && known.roleId !== roleId) await this.users.changeIn(work, [known.id], { roleId });
    await this.issuing.issue(work, { id: known.id }, { inviteUrl });
    return 'sentAgain';
  }
}

const PERSON = { id: true, emailKey: true, status: true, roleId: true } as const;

/** Said before anybody is created, so that the refusal names the role and not the first person of the list. */
async function requireRole(work: UnitOfWork, roleId: string | null): Promise<void> {
  if (roleId === null || (await work.db.role.count({ where: { id: roleId } })) > 0) return;
  throw new InvalidForeignKeyError({ collection: USERS, field: 'role', value: roleId });
}

