import { Controller } from '@nestjs/common';
import { ByPolicy } from '../doors/http/access.decorator';
import { CollectionDoor } from '../doors/rest/collection-door';
import { InArea } from '../doors/rest/openapi/describes.decorator';
import { ReadableController } from '../doors/rest/readable.controller';

/** Read only: what happened cannot be rewritten by anybody. */
@Controller('activity')
@InArea({ name: 'Activity', about: 'What happened, by whom, to what. Nobody can rewrite it.', nouns: ['Activity', 'Activities'] })
@ByPolicy()
export class ActivityController extends ReadableController {
  constructor(door: CollectionDoor) {
    super(door, 'directus_activity');
  }
}
