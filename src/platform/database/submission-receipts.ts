import { Injectable } from '@nestjs/common';
import { PrismaService } from './prisma.service';

const ONE_DAY_MS = 86_400_000;

/** The rows behind receipts; made inside a transaction by `Transactions`, read and completed outside by the HTML door. */
@Injectable()
export class SubmissionReceipts {
  constructor(private readonly prisma: PrismaService) {}

  async find(key: string): Promise<string | null> {
    return (await this.prisma.client.formReceipt.findUnique({ where: { key } }))?.location || null;
  }

  async complete(key: string, location: string, now: Date): Promise<void> {
    await this.prisma.client.formReceipt.updateMany({ where: { key }, data: { location } });
    await this.prisma.client.formReceipt.deleteMany({ where: { createdAt: { lt: new Date(now.getTime() - ONE_DAY_MS) } } });
  }
}
