import { Controller, Get, Header, HttpCode, Res } from '@nestjs/common';
import { z } from 'zod';
import { BeforeTwoFactor, Caller, Public } from '../doors/http/access.decorator';
import type { DoorReply } from '../doors/http/door';
import { Describes, InArea } from '../doors/rest/openapi/describes.decorator';
import { OpenApi } from '../doors/rest/openapi/open-api';
import type { Accountability } from '../platform/accountability/accountability';
import { healthAnswer, infoAnswer } from './server-answers';
import { ServerHealth } from './server-health';
import { ServerInfo } from './server-info';

/** REST: what programs ask about the service itself. Nothing here tells a stranger of versions or of the database. */
@Controller('server')
@InArea({ name: 'Server', about: 'The service itself: whether it is there, how it calls itself, and this document.' })
@Public()
export class ServerController {
  constructor(
    private readonly health: ServerHealth,
    private readonly info: ServerInfo,
    private readonly openApi: OpenApi,
  ) {}

  @Get('ping')
  @BeforeTwoFactor()
  @Describes({ summary: 'Ask whether the server is there', answers: { 200: { body: z.literal('pong'), type: 'text/html' } }, sdk: 'serverPing()' })
  @HttpCode(200)
  @Header('content-type', 'text/html; charset=utf-8')
  ping(): string {
    return 'pong';
  }

  @Get('health')
  @BeforeTwoFactor()
  @Describes({ summary: 'Ask whether the server can do its work', note: 'Details for administrators only.', answers: { 200: { body: healthAnswer, type: 'application/health+json' }, 503: { body: healthAnswer, type: 'application/health+json' } }, sdk: 'serverHealth()' })
  async healthOf(@Caller() caller: Accountability, @Res() reply: DoorReply): Promise<void> {
    const report = await this.health.report(caller);
    void reply.code(report.status === 'error' ? 503 : 200).type('application/health+json; charset=utf-8').send(JSON.stringify(report));
  }

  @Get('info')
  @BeforeTwoFactor()
  @Describes({ summary: 'Read how the project presents itself', answers: { 200: { data: infoAnswer } }, sdk: 'serverInfo()' })
  async infoOf(@Caller() caller: Accountability) {
    return { data: await this.info.about(caller) };
  }

  /** Bare, as in the dialect: no envelope. */
  @Get('specs/oas')
  @Describes({ summary: 'Read this document', note: 'Only what the caller may call and see, also for whoever is not signed in.', answers: { 200: { body: z.looseObject({ openapi: z.string(), info: z.looseObject({ title: z.string(), version: z.string() }), paths: z.record(z.string(), z.record(z.string(), z.unknown())) }) } }, sdk: 'readOpenApiSpec()' })
  async document(@Caller() caller: Accountability) {
    return this.openApi.documentFor(caller);
  }
}
