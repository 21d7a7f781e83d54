import { Controller, Get } from '@nestjs/common';
import { ByPolicy, Caller } from '../doors/http/access.decorator';
import { CollectionController } from '../doors/rest/collection.controller';
import { CollectionDoor } from '../doors/rest/collection-door';
import { envelope, type Envelope } from '../doors/rest/envelope';
import type { Accountability } from '../platform/accountability/accountability';
import { PoliciesService } from './policies.service';
import { PolicyCommands } from './policy-commands';

@Controller('policies')
@ByPolicy()
export class PoliciesController extends CollectionController {
  constructor(
    door: CollectionDoor,
    commands: PolicyCommands,
    private readonly policies: PoliciesService,
  ) {
    super(door, 'directus_policies', commands);
  }

  /** What the caller's policies say as a whole. */
  @Get('me/globals')
  async globals(@Caller() caller: Accountability): Promise<Envelope> {
    return envelope(await this.policies.globals(caller));
  }
}
