/**
 * `npm run shots`: pictures of every surface in light, dark and high contrast, wide and narrow, from the packaged
 * extension in the real editor with the real model, into docs/screenshots. `--only light` takes one theme.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Editor, root } from './driver.ts';

const themes = {
  light: 'Default Light Modern',
  dark: 'Default Dark Modern',
  'high-contrast': 'Default High Contrast',
} as const;
const { values } = parseArgs({ options: { only: { type: 'string' }, out: { type: 'string' } } });
const out = values.out ?? join(root, 'docs/screenshots');
mkdirSync(out, { recursive: true });

async function picture(editor: Editor, name: string): Promise<void> {
  const notifications = editor.page.locator('.notifications-toasts .codicon-notifications-clear');
  if ((await notifications.count()) > 0) await editor.run('Notifications: Clear All Notifications');
  await editor.page.screenshot({ path: join(out, `${name}.png`) });
  console.log(`${name}.png`);
}

async function surfaces(theme: string, name: string, width: number): Promise<void> {
  const editor = await Editor.open({
    theme,
    width,
    settings: { 'vouch.seed': 7, 'vouch.samples': 8, 'vouch.verify.useModel': false },
  });
  try {
    const panel = editor.panel();
    const label = width < 1000 ? `${name}-narrow` : name;
    await editor.openFile('equations.md', 45);
    await editor.run('Vouch: Solve Selected Problem');
    await panel.locator('.notice.declined').waitFor();
    await picture(editor, `declined-${label}`);
    await editor.openFile('equations.md', 7);
    await editor.run('Vouch: Solve Selected Problem');
    await panel.locator('.draft').nth(2).waitFor({ timeout: 120_000 });
    await picture(editor, `solving-${label}`);
    await panel.locator('.attempt').first().waitFor({ timeout: 300_000 });
    await picture(editor, `solution-${label}`);
    await panel.locator('.attempt-head').last().click();
    await panel.locator('.attempt-body').waitFor();
    await picture(editor, `attempt-${label}`);
    await panel.locator('vscode-button', { hasText: 'History' }).click();
    await panel.locator('.history-entry').first().waitFor();
    await picture(editor, `history-${label}`);
    await editor.openFile('equations.md', 37);
    await editor.run('Vouch: Verify File');
    await editor.problems();
    await picture(editor, `verify-${label}`);
  } finally {
    await editor.close();
  }
}

for (const [name, theme] of Object.entries(themes)) {
  if (values.only !== undefined && values.only !== name) continue;
  await surfaces(theme, name, 1280);
}
if (values.only === undefined) await surfaces(themes.dark, 'dark', 820);
