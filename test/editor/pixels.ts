/**
 * Two pictures compared cell by cell, decoded by the browser that is at hand. A cell counts as different when its mean
 * colour is: anti-aliasing hardly moves a mean, while a mark of five pixels in another colour, or a block that stands
 * a few pixels lower, moves it far.
 */
import type { Page } from 'playwright-core';

/** Pixels of a cell's side. */
const cellSide = 8;
/** By so much one channel of a cell's mean may differ (0 to 255). */
const channelTolerance = 16;

export interface Difference {
  /** How many cells differ; all of them where the sizes do. */
  readonly cells: number;
  /** The second picture in faint grey with the cells that differ in red, as PNG. */
  readonly picture: Buffer;
}

/** What has changed from one picture to the other, both PNG. */
export async function difference(page: Page, kept: Buffer, actual: Buffer): Promise<Difference> {
  // The same bytes are the same picture: the usual case, and the cheapest.
  if (kept.equals(actual)) return { cells: 0, picture: actual };
  const sources = JSON.stringify(
    [kept, actual].map((png) => `data:image/png;base64,${png.toString('base64')}`),
  );
  const found = await page.evaluate<{ readonly cells: number; readonly png: string }>(`(async () => {
    const read = async (source) => {
      const image = new Image();
      image.src = source;
      await image.decode();
      const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
      context.drawImage(image, 0, 0);
      return context.getImageData(0, 0, image.width, image.height);
    };
    ${cellMeans.toString()}
    const [kept, actual] = await Promise.all(${sources}.map(read));
    const { width, height } = actual;
    const columns = Math.ceil(width / ${cellSide});
    const sameSize = kept.width === width && kept.height === height;
    const [before, after] = [kept, actual].map((image) => cellMeans(image.data, image.width, image.height, ${cellSide}));
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d');
    context.filter = 'grayscale(1) opacity(0.4)';
    context.drawImage(await createImageBitmap(actual), 0, 0);
    context.filter = 'none';
    context.fillStyle = 'rgb(255 0 0 / 60%)';
    let cells = 0;
    for (let cell = 0; 3 * cell < after.length; cell += 1) {
      const moved = [0, 1, 2].some(
        (channel) => Math.abs(before[3 * cell + channel] - after[3 * cell + channel]) > ${channelTolerance},
      );
      if (sameSize && !moved) continue;
      cells += 1;
      context.fillRect((cell % columns) * ${cellSide}, Math.floor(cell / columns) * ${cellSide}, ${cellSide}, ${cellSide});
    }
    const bytes = new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer());
    return { cells, png: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')) };
  })()`);
  return { cells: found.cells, picture: Buffer.from(found.png, 'base64') };
}

/** The mean red, green and blue of each cell, row by row, from RGBA pixels. Runs in the browser: it needs nothing. */
function cellMeans(pixels: ArrayLike<number>, width: number, height: number, side: number): number[] {
  const columns = Math.ceil(width / side);
  const cells = columns * Math.ceil(height / side);
  const sums = new Array<number>(3 * cells).fill(0);
  const counts = new Array<number>(cells).fill(0);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const cell = columns * Math.floor(y / side) + Math.floor(x / side);
      counts[cell] = (counts[cell] ?? 0) + 1;
      for (let channel = 0; channel < 3; channel += 1) {
        const at = 3 * cell + channel;
        sums[at] = (sums[at] ?? 0) + (pixels[4 * (width * y + x) + channel] ?? 0);
      }
    }
  }
  return sums.map((sum, at) => sum / (counts[Math.floor(at / 3)] ?? 1));
}
