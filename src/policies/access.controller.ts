import { Controller } from '@nestjs/common';
import { ByPolicy } from '../doors/http/access.decorator';
import { CollectionController } from '../doors/rest/collection.controller';
import { CollectionDoor } from '../doors/rest/collection-door';
import { AccessCommands } from './access-commands';

@Controller('access')
@ByPolicy()
export class AccessController extends CollectionController {
  constructor(door: CollectionDoor, commands: AccessCommands) {
    super(door, 'directus_access', commands);
  }
}
