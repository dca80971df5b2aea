/**
 * The panels against their kept pictures (test/data/panel/pictures): recorded states in light, dark and high contrast,
 * wide and narrow, compared cell by cell, each held against axe-core's rules as well. No model takes part and no clock
 * is in sight, so nothing but a change of the look can make a difference.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { patience } from './driver.ts';
import { compareWithKept, differentCells, tolerance } from './kept.ts';
import { picturesFolder, shots, type Shot } from './recorded.ts';
import { Stage } from './replay.ts';
import { accessibilityFaults } from './surfaces.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open('light');
}, patience.timeout);
afterAll(async () => {
  await stage.close();
});

const keptPicture = (name: string): string => join(picturesFolder, `${name}.png`);

/** How many cells of what is in sight differ from a kept picture. */
async function cellsFrom(name: string): Promise<number> {
  return differentCells(stage.editor.page, keptPicture(name), await stage.picture());
}

describe('the panels', () => {
  it.each(shots)('look as in the picture $name, without a fault of accessibility', patience, async (shot) => {
    await stage.show(shot);
    const kept = keptPicture(shot.name);
    expect(await compareWithKept(stage.editor.page, kept, await stage.picture())).toBeNull();
    expect(await accessibilityFaults(stage.editor)).toEqual([]);
  });
});

describe('a panel of 430 pixels', () => {
  it('has the actions of an answer in one line', patience, async () => {
    const shot = shots.find(({ name }) => name === 'solution-dark') as Shot;
    await stage.show({ ...shot, width: 'middle' });
    const buttons = stage.editor.panel().locator('.winner .actions vscode-button:visible');
    const boxes = await Promise.all((await buttons.all()).map((button) => button.boundingBox()));
    const tops = boxes.map((box) => box?.y);
    expect(tops.length).toBeGreaterThan(2);
    expect(new Set(tops).size).toBe(1);
  });
});

describe('attempts that are being written', () => {
  const shot = shots.find(({ name }) => name === 'solving-dark') as Shot;
  const last = '.draft.writing:last-child .draft-text';

  it('are typeset line by line, each once', patience, async () => {
    await stage.show(shot);
    const panel = stage.editor.panel();
    const formulas = panel.locator(`${last} .draft-line .katex`);
    const index = 7;
    await stage.post({ type: 'drafts', changes: [{ index, append: '\nThus $y = 1$.\nAnd $z^{2' }] });
    await panel.locator(`${last} .draft-line`, { hasText: 'Thus' }).locator('.katex').waitFor();
    expect(await panel.locator(`${last} .draft-rest`).innerText()).toBe('And $z^{2');
    expect(await panel.locator(`${last} .draft-rest .katex`).count()).toBe(0);
    const before = await formulas.count();
    const keep = `document.querySelectorAll('${last} .katex').forEach((one) => one.setAttribute('data-kept', ''))`;
    await panel.locator('body').evaluate<unknown, undefined>(keep, undefined);
    await stage.post({ type: 'drafts', changes: [{ index, append: '} = 4' }] });
    expect(await panel.locator(`${last} .draft-rest`).innerText()).toBe('And $z^{2} = 4');
    // The very elements that were there, not new ones like them.
    expect(await panel.locator(`${last} .katex[data-kept]`).count()).toBe(before);
    await stage.post({ type: 'drafts', changes: [{ index, append: '$.\n' }] });
    await panel.locator(`${last} .draft-line`, { hasText: 'And' }).locator('.katex').waitFor();
  });
});

describe('the comparison', () => {
  const shot = shots.find(({ name }) => name === 'solution-dark') as Shot;
  /** The smallest things that somebody could change without meaning to. */
  const disturbances = [
    [
      'the colour of one mark',
      '.winner .step:first-child .mark-fill { background: var(--vscode-charts-blue); }',
    ],
    ['the colour of quiet words', ':root { --quiet: var(--vscode-editorError-foreground); }'],
    ['a block four pixels lower', '.votes { position: relative; top: 4px; }'],
    ['a badge that is gone', '.winner .step:first-child .exact { visibility: hidden; }'],
  ] as const;

  it.each(disturbances)('notices %s', patience, async (_name, css) => {
    await stage.show(shot);
    expect(await cellsFrom(shot.name)).toBeLessThanOrEqual(tolerance);
    await stage.disturb(css);
    expect(await cellsFrom(shot.name)).toBeGreaterThan(tolerance);
    await stage.calm();
    expect(await cellsFrom(shot.name)).toBeLessThanOrEqual(tolerance);
  });
});
