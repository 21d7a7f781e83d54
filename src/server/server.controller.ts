import { Controller, Get, Header, HttpCode, Res } from '@nestjs/common';
import { Caller, Public } from '../doors/http/access.decorator';
import type { DoorReply } from '../doors/http/door';
import type { Accountability } from '../platform/accountability/accountability';
import { ServerHealth } from './server-health';
import { ServerInfo } from './server-info';

/** REST: what programs ask about the service itself. Nothing here tells a stranger of versions or of the database. */
@Controller('server')
@Public()
export class ServerController {
  constructor(
    private readonly health: ServerHealth,
    private readonly info: ServerInfo,
  ) {}

  @Get('ping')
  @HttpCode(200)
  @Header('content-type', 'text/html; charset=utf-8')
  ping(): string {
    return 'pong';
  }

  @Get('health')
  async healthOf(@Caller() caller: Accountability, @Res() reply: DoorReply): Promise<void> {
    const report = await this.health.report(caller);
    void reply.code(report.status === 'error' ? 503 : 200).type('application/health+json; charset=utf-8').send(JSON.stringify(report));
  }

  @Get('info')
  async infoOf(@Caller() caller: Accountability) {
    return { data: await this.info.about(caller) };
  }
}
