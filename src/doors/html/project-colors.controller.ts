import { Controller, Get, Param, Res } from '@nestjs/common';
import { RouteNotFoundError } from '../../platform/errors/errors';
import { Public } from '../http/access.decorator';
import type { DoorReply } from '../http/door';
import { projectColors, projectStyles } from './project-colors';

/** The project's colour as a style sheet: our policy allows no style inside a page. The address holds the colour, so it never changes. */
@Controller('admin/colors')
export class ProjectColorsController {
  @Get(':file')
  @Public()
  styles(@Param('file') file: string, @Res() reply: DoorReply): void {
    const [, color] = /^([0-9a-f]{6})\.css$/.exec(file) ?? [];
    if (!color) throw new RouteNotFoundError({ path: file });
    void reply.type('text/css; charset=utf-8').header('cache-control', 'public, max-age=31536000, immutable').send(projectStyles(projectColors(`#${color}`)));
  }
}
