import { Controller } from '@nestjs/common';
import { ByPolicy } from '../doors/http/access.decorator';
import { CollectionController } from '../doors/rest/collection.controller';
import { CollectionDoor } from '../doors/rest/collection-door';
import { InArea } from '../doors/rest/openapi/describes.decorator';
import { AccessCommands } from './access-commands';

@Controller('access')
@InArea({ name: 'Access', about: 'Attachments of policies to roles and users; to neither: to everybody. And the question whether somebody may.', example: { sort: 1, policy: '0b8e4c1e-6a52-4f5b-9d0c-3c1f2a7e9b10', role: null, user: null } })
@ByPolicy()
export class AccessController extends CollectionController {
  constructor(door: CollectionDoor, commands: AccessCommands) {
    super(door, 'directus_access', commands);
  }
}
