/** One colour in both schemes, each so dark or so light that text in it and on it can be read (contrast 4.5 and more). */
export interface ProjectColors {
  readonly light: SchemeColors;
  readonly dark: SchemeColors;
}

interface SchemeColors {
  readonly accent: string;
  readonly strong: string;
  readonly ink: string;
  readonly wash: string;
}

type Rgb = readonly [number, number, number];

const BLACK: Rgb = [0, 0, 0];
const WHITE: Rgb = [255, 255, 255];
// The surfaces of public/css/tokens.css that the accent stands on: sunken is the least favourable of the light ones, raised of the dark ones.
const LIGHT_SURFACE: Rgb = [241, 238, 230];
const DARK_SURFACE: Rgb = [41, 37, 31];
const READABLE = 4.6;
const STEP = 0.04;

/** `color`: "#rrggbb". */
export function projectColors(color: string): ProjectColors {
  const chosen = parse(color);
  const light = until(chosen, BLACK, (accent) => contrast(accent, wash(accent, LIGHT_SURFACE)) >= READABLE && contrast(accent, WHITE) >= READABLE);
  const dark = until(chosen, WHITE, (accent) => contrast(accent, wash(accent, DARK_SURFACE)) >= READABLE && contrast(accent, BLACK) >= READABLE);
  return {
    light: { accent: text(light), strong: text(mix(light, BLACK, 0.22)), ink: text(WHITE), wash: text(wash(light, LIGHT_SURFACE)) },
    dark: { accent: text(dark), strong: text(mix(dark, WHITE, 0.3)), ink: text(mix(dark, BLACK, 0.88)), wash: text(wash(dark, DARK_SURFACE)) },
  };
}

/** The style sheet that puts them in the place of ours. */
export function projectStyles({ light, dark }: ProjectColors): string {
  const rules = (['accent', 'strong', 'ink', 'wash'] as const).map((name) => `${PROPERTIES[name]}:light-dark(${light[name]},${dark[name]})`);
  return `:root{${rules.join(';')}}\n`;
}

const PROPERTIES = { accent: '--accent', strong: '--accent-strong', ink: '--accent-ink', wash: '--accent-wash' } as const;

function until(color: Rgb, towards: Rgb, isReadable: (color: Rgb) => boolean): Rgb {
  for (let share = 0; share < 1; share += STEP) {
    const candidate = mix(color, towards, share);
    if (isReadable(candidate)) return candidate;
  }
  return towards;
}

const wash = (color: Rgb, surface: Rgb): Rgb => mix(surface, color, 0.12);

function mix(color: Rgb, other: Rgb, share: number): Rgb {
  return [0, 1, 2].map((channel) => Math.round(color[channel]! * (1 - share) + other[channel]! * share)) as unknown as Rgb;
}

/** WCAG 2.2, contrast ratio. */
export function contrast(one: Rgb, other: Rgb): number {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(color: Rgb): number {
  const [red, green, blue] = color.map((channel) => (channel / 255 <= 0.04045 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

export function parse(color: string): Rgb {
  return [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16)) as unknown as Rgb;
}

function text(color: Rgb): string {
  return `#${color.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}
