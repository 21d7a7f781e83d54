import { Injectable } from '@nestjs/common';
import { seededWords } from '../activity/names';
import type { Accountability } from '../platform/accountability/accountability';
import { PrismaService } from '../platform/database/prisma.service';

/** What the pages of one's own second factor say about their reader. */
@Injectable()
export class SetUpReader {
  constructor(private readonly prisma: PrismaService) {}

  async addressOf({ user }: Accountability): Promise<string> {
    const { email } = await this.prisma.client.user.findUniqueOrThrow({ where: { id: user! }, select: { email: true } });
    return email ?? '';
  }

  /** The policies that ask the caller for two-factor sign-in, by name. Everybody may know which hold for them; the flag means nothing for the public. */
  async policiesThatAsk({ user, roles, policies }: Accountability): Promise<string[]> {
    const rows = await this.prisma.client.policy.findMany({
      where: { id: { in: [...policies] }, enforceTfa: true, access: { some: { OR: [{ userId: user }, { roleId: { in: [...roles] } }] } } },
      select: { name: true },
      orderBy: { name: 'asc' },
    });
    return rows.map(({ name }) => seededWords(name));
  }
}
