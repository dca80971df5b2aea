// Renders media/icon.svg to media/icon.png (256 × 256) with the Chromium that the editor tests use.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchBrowser } from './vscode-server.mjs';

const media = fileURLToPath(new URL('../media/', import.meta.url));
const browser = await launchBrowser();
const page = await browser.newPage({ viewport: { width: 256, height: 256 } });
const svg = readFileSync(join(media, 'icon.svg'), 'utf8');
await page.setContent(
  `<body style="margin:0">${svg.replace('<svg', '<svg width="256" height="256"')}</body>`,
);
await page.screenshot({ path: join(media, 'icon.png'), omitBackground: true });
await browser.close();
