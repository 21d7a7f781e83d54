import { Injectable } from '@nestjs/common';
import { AccessControl } from '../access/permissions/access-control';
import { ActivityLog } from '../activity/activity.log';
import { namedUser } from '../activity/names';
import { chunksOf, inChunks } from '../platform/database/chunks';
import type { UnitOfWork } from '../platform/database/unit-of-work';
import { ForbiddenError } from '../platform/errors/errors';
import { Authority } from '../policies/authority';

const COLLECTION = 'directus_users';

/** People who go, inside a change. Their sessions, links, drafts and attachments go with their rows; what they did stays on record. */
@Injectable()
export class RemoveUsers {
  constructor(
    private readonly access: AccessControl,
    private readonly authority: Authority,
    private readonly activity: ActivityLog,
  ) {}

  async in(work: UnitOfWork, keys: readonly string[]): Promise<void> {
    const ids = [...new Set(keys)];
    if (ids.length === 0) return;
    await this.access.requireItems(work, 'delete', COLLECTION, ids);
    await this.authority.change(work, { users: ids }, async () => {
      const rows = await inChunks(ids, (some) => work.db.user.findMany({ where: { id: { in: some } } }));
      if (rows.length < ids.length) throw new ForbiddenError();
      for (const some of chunksOf(ids)) await work.db.user.deleteMany({ where: { id: { in: some } } });
      await this.activity.recordMany(work, rows.map((before) => ({ event: 'user.removed', collection: COLLECTION, item: before.id, names: { subject: namedUser(before) }, before })));
    });
  }
}
