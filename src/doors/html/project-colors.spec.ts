import { contrast, parse, projectColors, projectStyles } from './project-colors';

describe('the project colour', () => {
  it.each(['#000000', '#ffffff', '#0b6b50', '#6644ff', '#ffe600', '#ff0000', '#808080', '#00ffff'])('%s can be read in both schemes, as text and under text', (color) => {
    const { light, dark } = projectColors(color);
    for (const { accent, ink, wash } of [light, dark]) {
      expect(contrast(parse(accent), parse(ink))).toBeGreaterThan(4.5);
      expect(contrast(parse(accent), parse(wash))).toBeGreaterThan(4.5);
    }
    expect(contrast(parse(light.accent), parse('#f8f6f1'))).toBeGreaterThan(4.5);
    expect(contrast(parse(dark.accent), parse('#201d19'))).toBeGreaterThan(4.5);
  });

  it('is kept as it is where it can be read as it is', () => {
    expect(projectColors('#0b6b50').light.accent).toBe('#0b6b50');
  });

  it('becomes a style sheet of custom properties', () => {
    expect(projectStyles(projectColors('#6644ff'))).toMatch(/^:root\{--accent:light-dark\(#[0-9a-f]{6},#[0-9a-f]{6}\);/);
  });
});
