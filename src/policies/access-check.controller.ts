import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ByPolicy, Caller } from '../doors/http/access.decorator';
import { envelope, type Envelope } from '../doors/rest/envelope';
import type { Accountability } from '../platform/accountability/accountability';
import { AccessCheckService } from './access-check.service';

/** REST: may they? A question, not a write, though it travels as a POST. */
@Controller('access/check')
@ByPolicy()
export class AccessCheckController {
  constructor(private readonly checks: AccessCheckService) {}

  @Post()
  @HttpCode(200)
  async check(@Caller() caller: Accountability, @Body() body: unknown): Promise<Envelope> {
    return envelope(await this.checks.check(caller, body));
  }
}
