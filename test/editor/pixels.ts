/** Two pictures pixel by pixel, decoded by the browser that is at hand. */
import type { Page } from 'playwright-core';

/** A channel may differ by so much before its pixel counts: less is anti-aliasing. */
const channelTolerance = 48;

/** The share of pixels that differ, in [0, 1]; 1 for pictures of different sizes. */
export async function pixelDifference(page: Page, left: Buffer, right: Buffer): Promise<number> {
  const sources = JSON.stringify(
    [left, right].map((png) => `data:image/png;base64,${png.toString('base64')}`),
  );
  return page.evaluate<number>(`(async () => {
    const read = async (source) => {
      const image = new Image();
      image.src = source;
      await image.decode();
      const canvas = new OffscreenCanvas(image.width, image.height);
      const context = canvas.getContext('2d');
      context.drawImage(image, 0, 0);
      return context.getImageData(0, 0, image.width, image.height);
    };
    const [left, right] = await Promise.all(${sources}.map(read));
    if (left.width !== right.width || left.height !== right.height) return 1;
    let different = 0;
    for (let at = 0; at < left.data.length; at += 4) {
      const differs = [0, 1, 2].some((channel) => Math.abs(left.data[at + channel] - right.data[at + channel]) > ${channelTolerance});
      if (differs) different += 1;
    }
    return different / (left.width * left.height);
  })()`);
}
