import { Controller, Get } from '@nestjs/common';
import { z } from 'zod';
import { BeforeTwoFactor, ByPolicy, Caller } from '../doors/http/access.decorator';
import { CollectionController } from '../doors/rest/collection.controller';
import { CollectionDoor } from '../doors/rest/collection-door';
import { envelope, type Envelope } from '../doors/rest/envelope';
import { Describes, InArea } from '../doors/rest/openapi/describes.decorator';
import type { Accountability } from '../platform/accountability/accountability';
import { PoliciesService } from './policies.service';
import { PolicyCommands } from './policy-commands';

const globalsAnswer = z.object({ app_access: z.boolean(), admin_access: z.boolean().optional(), enforce_tfa: z.boolean().optional() });

@Controller('policies')
@InArea({ name: 'Policies', about: 'Named sets of permissions, held by roles, by users, or by everybody.', nouns: ['Policy', 'Policies'], example: { name: 'Articles: write', app_access: true } })
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
  @BeforeTwoFactor()
  @Describes({ summary: 'Read what your policies say as a whole', answers: { 200: { data: globalsAnswer } } })
  async globals(@Caller() caller: Accountability): Promise<Envelope> {
    return envelope(await this.policies.globals(caller));
  }
}
