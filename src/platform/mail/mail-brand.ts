import { Injectable } from '@nestjs/common';
import { PrismaService } from '../database/prisma.service';

/** What every mail says about the project that it comes from. */
export interface Brand {
  readonly projectName: string;
  /** `#rrggbb` */
  readonly color: string;
  /** Black or white, whichever can be read on `color`. */
  readonly onColor: string;
}

const DEFAULT_COLOR = '#0b6b50';

/** Reads the project's name and colour at the time of sending, from the settings row: no caller, so no rights are asked. */
@Injectable()
export class MailBrand {
  constructor(private readonly prisma: PrismaService) {}

  async current(): Promise<Brand> {
    const row = await this.prisma.client.settings.findUnique({ where: { id: 1 }, select: { projectName: true, projectColor: true } });
    return brand(row?.projectName ?? 'Usher', row?.projectColor ?? DEFAULT_COLOR);
  }
}

/** A colour goes into a style attribute, so nothing but a colour gets through. */
export function brand(projectName: string, projectColor: string): Brand {
  const color = /^#[0-9a-f]{6}$/i.test(projectColor) ? projectColor.toLowerCase() : DEFAULT_COLOR;
  return { projectName: projectName.replace(/[\p{Cc}\s]+/gu, ' ').trim() || 'Usher', color, onColor: luminance(color) > 0.4 ? '#111111' : '#ffffff' };
}

/** Relative luminance as WCAG defines it. */
function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const channel = parseInt(color.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
