import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { ActivityLog } from '../activity/activity.log';
import { AccessControl } from '../access/permissions/access-control';
import { Grants } from '../access/permissions/grant';
import { withDescendants } from '../access/permissions/role-tree';
import { Standing } from '../access/sessions/standing';
import type { Prisma } from '../generated/sqlite/client';
import { Prisma as PrismaValues } from '../generated/sqlite/client';
import type { Accountability } from '../platform/accountability/accountability';
import { Locks } from '../platform/database/locks';
import { PrismaService } from '../platform/database/prisma.service';
import { Transactions } from '../platform/database/transactions';
import type { UnitOfWork } from '../platform/database/unit-of-work';
import { DraftsService } from '../platform/drafts/drafts.service';
import { throwAll } from '../platform/errors/application-error';
import { StaleChangeError } from '../platform/errors/errors';
import { CurrentSettings, SETTINGS_KEY } from './current-settings';
import { RegistrationRole } from './registration-role';
import { mistakesIn, settingsOnTheWire, type Settings, type SettingsChanges } from './settings-changes';
import { staleSettings, type SeenSettings } from './stale-settings';

/** The singleton row of the project's settings. */
@Injectable()
export class SettingsService {
  constructor(
    private readonly settings: CurrentSettings,
    private readonly prisma: PrismaService,
    private readonly transactions: Transactions,
    private readonly locks: Locks,
    private readonly access: AccessControl,
    private readonly grants: Grants,
    private readonly registrationRole: RegistrationRole,
    private readonly drafts: DraftsService,
    private readonly activity: ActivityLog,
    private readonly standing: Standing,
  ) {}

  /** What holds now, for somebody who is about to change it; FORBIDDEN for anybody else. */
  async editable(accountability: Accountability): Promise<Settings> {
    await this.access.require(accountability, 'update', 'directus_settings');
    return this.settings.read();
  }

  /** The roles that must not be offered to people who register. */
  async adminRoleIds(): Promise<ReadonlySet<string>> {
    const [roles, access] = await Promise.all([
      this.prisma.client.role.findMany({ select: { id: true, parentId: true } }),
      this.prisma.client.access.findMany({ where: { roleId: { not: null }, policy: { adminAccess: true } }, select: { roleId: true } }),
    ]);
    return withDescendants(roles, access.map(({ roleId }) => roleId!));
  }

  /**
   * Writes what differs. `seen` holds the values that the author had in front of them: where one of the changed fields is
   * different by now, STALE_CHANGE is thrown and nothing is written. Programs give none, the last writer wins. The draft that the
   * change was kept in, if any, ends in the same transaction.
   */
  async change(accountability: Accountability, changes: SettingsChanges, seen: SeenSettings = {}, draftId: string | null = null): Promise<void> {
    await this.access.require(accountability, 'update', 'directus_settings');
    throwAll(mistakesIn(changes));
    await this.transactions.run(accountability, async (work) => {
      // Settings give rights away, too, and two who save at once must not both find that nobody else has.
      await this.locks.authority(work);
      await this.standing.requireUnderLock(work);
      await this.access.requireItems(work, 'update', 'directus_settings', [SETTINGS_KEY], Object.keys(settingsOnTheWire(changes)));
      await this.access.checkPayload(work, 'update', 'directus_settings', settingsOnTheWire(changes));
      if (draftId) await this.drafts.discardIn(work, draftId);
      if (changes.publicRegistrationRoleId) await this.registrationRole.assertSuitable(work, changes.publicRegistrationRoleId);
      const before = await this.settings.read(work);
      const stale = staleSettings(changes, seen, before, await roleNames(work, [changes.publicRegistrationRoleId, seen['public_registration_role'], before.publicRegistrationRoleId]));
      if (stale.length > 0) throw new StaleChangeError(stale);
      const differing = whatDiffers(changes, before);
      if (Object.keys(differing).length === 0) return;
      await this.grants.around(work, { settings: true }, async () => {
        const values = stored(differing);
        await work.db.settings.upsert({ where: { id: SETTINGS_KEY }, update: values, create: { id: SETTINGS_KEY, ...values } });
      });
      const after = await this.settings.read(work);
      await this.activity.record(work, { event: eventOf(differing), collection: 'directus_settings', item: SETTINGS_KEY, names: { subject: after.projectName }, before, after });
    });
  }
}

/** A JSON column is emptied with a value of its own. */
function stored({ publicRegistrationEmailFilter, moduleBar, ...changes }: SettingsChanges): Prisma.SettingsUncheckedUpdateInput & Prisma.SettingsUncheckedCreateInput {
  const json = (value: unknown) => (value === undefined ? {} : value === null ? PrismaValues.DbNull : (value as Prisma.InputJsonValue));
  return {
    ...changes,
    ...(publicRegistrationEmailFilter !== undefined && { publicRegistrationEmailFilter: json(publicRegistrationEmailFilter) }),
    ...(moduleBar !== undefined && { moduleBar: json(moduleBar) }),
  };
}

function whatDiffers(changes: SettingsChanges, before: Settings): SettingsChanges {
  return Object.fromEntries(Object.entries(changes).filter(([field, value]) => !isDeepStrictEqual(value, before[field as keyof Settings])));
}

function eventOf({ publicRegistration }: SettingsChanges): 'settings.changed' | 'settings.registration_opened' | 'settings.registration_closed' {
  if (publicRegistration === undefined) return 'settings.changed';
  return publicRegistration ? 'settings.registration_opened' : 'settings.registration_closed';
}

async function roleNames(work: UnitOfWork, keys: readonly unknown[]): Promise<ReadonlyMap<string, string>> {
  const ids = keys.filter((key) => typeof key === 'string');
  const roles = await work.db.role.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  return new Map(roles.map((role) => [role.id, role.name]));
}
