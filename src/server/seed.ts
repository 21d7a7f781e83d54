import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ItemReader } from '../access/items/item-reader';
import { SYSTEM } from '../platform/accountability/accountability';
import { Transactions } from '../platform/database/transactions';
import type { UnitOfWork } from '../platform/database/unit-of-work';
import { RecordNotUniqueError } from '../platform/errors/errors';

/** The dialect's fixed id of the public policy. */
export const PUBLIC_POLICY_ID = 'abf8a154-5b1c-4a46-ac9c-7300570f4f17';

/** What a directory holds before anybody is in it: the Administrator role and policy, the public policy, the settings. */
@Injectable()
export class Seed {
  constructor(
    private readonly transactions: Transactions,
    private readonly items: ItemReader,
  ) {}

  /** Does nothing where it was done before; two processes may try at once. */
  async plant(): Promise<void> {
    // Asked of the reader first: a start that has nothing to plant need not wait for Prisma to load its query compiler.
    if ((await this.items.count(SYSTEM, 'directus_settings', {})) > 0) return;
    try {
      await this.transactions.run(SYSTEM, plantOnce);
    } catch (error) {
      if (!(error instanceof RecordNotUniqueError)) throw error;
    }
  }
}

async function plantOnce({ db }: UnitOfWork): Promise<void> {
  // The settings row goes last in life and first in the check: it is there exactly when all of this is.
  if (await db.settings.findUnique({ where: { id: 1 }, select: { id: true } })) return;
  await db.settings.create({ data: { id: 1, projectId: randomUUID() } });
  await db.policy.create({ data: { id: PUBLIC_POLICY_ID, name: '$t:public_label', icon: 'public', description: '$t:public_description' } });
  await db.access.create({ data: { id: randomUUID(), policyId: PUBLIC_POLICY_ID, sort: 1 } });
  const policy = await db.policy.create({ data: { id: randomUUID(), name: 'Administrator', icon: 'verified', description: '$t:admin_description', adminAccess: true, appAccess: true } });
  const role = await db.role.create({ data: { id: randomUUID(), name: 'Administrator', icon: 'verified', description: '$t:admin_description' } });
  await db.access.create({ data: { id: randomUUID(), roleId: role.id, policyId: policy.id } });
}
