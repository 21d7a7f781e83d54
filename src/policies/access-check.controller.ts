import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ByPolicy, Caller } from '../doors/http/access.decorator';
import { envelope, type Envelope } from '../doors/rest/envelope';
import { Describes, InArea } from '../doors/rest/openapi/describes.decorator';
import type { Accountability } from '../platform/accountability/accountability';
import { accessAnswers, accessChecks } from './access-check';
import { AccessCheckService } from './access-check.service';

/** REST: may they? A question, not a write, though it travels as a POST. */
@Controller('access/check')
@InArea({ name: 'Access' })
@ByPolicy()
export class AccessCheckController {
  constructor(private readonly checks: AccessCheckService) {}

  @Post()
  @HttpCode(200)
  @Describes({ summary: 'Ask whether somebody may', note: 'Up to 100 questions. Collections may be those of other programs: then `item` is the row itself. What cannot be decided is not allowed.', body: accessChecks, example: [{ collection: 'articles', action: 'update', item: { status: 'draft' }, fields: ['title'] }], answers: { 200: { data: accessAnswers } } })
  async check(@Caller() caller: Accountability, @Body() body: unknown): Promise<Envelope> {
    return envelope(await this.checks.check(caller, body));
  }
}
