import { Controller } from '@nestjs/common';
import { ByPolicy } from '../doors/http/access.decorator';
import { CollectionDoor } from '../doors/rest/collection-door';
import { ReadableController } from '../doors/rest/readable.controller';

/** Read only: what happened cannot be rewritten by anybody. */
@Controller('activity')
@ByPolicy()
export class ActivityController extends ReadableController {
  constructor(door: CollectionDoor) {
    super(door, 'directus_activity');
  }
}
