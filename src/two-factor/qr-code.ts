/** A QR code as the source of an image: black on white whatever the page's colours are, since cameras expect that, with the quiet margin that they need. */
export async function qrCodeUrl(text: string): Promise<string> {
  // Loaded when somebody sets it up: every start would pay for it otherwise.
  const { toString } = await import('qrcode');
  const svg = await toString(text, { type: 'svg', errorCorrectionLevel: 'M', margin: 4 });
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}
