/**
 * Shows recorded states in the real panels of the real editor: the page gets the message that the extension would
 * post, the theme is changed by a setting, and no model takes part. One window serves all pictures; page,
 * theme and width change only where the next picture asks for it.
 */
import type { AnnotateEvent } from '../../src/host/protocol-annotate.ts';
import { emptyPanelState, type PanelEvent } from '../../src/host/protocol-panel.ts';
import type { Editor } from './driver.ts';
import { messageOf, type PageName, type Shot, type Width } from './recorded.ts';
import { dress, hideSideBar, openForSurfaces, type ThemeName } from './look.ts';

/** Of the window; the panel is as much narrower as the bar at the side is wide. */
const sizes: Readonly<Record<Width, { readonly width: number; readonly height: number }>> = {
  wide: { width: 620, height: 1000 },
  middle: { width: 489, height: 1000 },
  narrow: { width: 400, height: 1000 },
};
/** A window in which a person works: commands find there what they wait for. */
const workingSize = { width: 1280, height: 900 };

/** By this a page says which kind of theme it has. */
const pageMarks: Readonly<Record<ThemeName, string>> = {
  light: 'vscode-light',
  dark: 'vscode-dark',
  'high-contrast': 'vscode-high-contrast',
};

export class Stage {
  readonly editor: Editor;
  #page: PageName | null = null;
  #theme: ThemeName;
  #width: Width | null = null;

  private constructor(editor: Editor, theme: ThemeName) {
    this.editor = editor;
    this.#theme = theme;
  }

  static async open(theme: ThemeName): Promise<Stage> {
    const editor = await openForSurfaces(theme);
    await hideSideBar(editor);
    return new Stage(editor, theme);
  }

  /** Brings a shot onto the screen. */
  async show({ scene, theme, width }: Shot): Promise<void> {
    if (this.#page !== scene.page) await this.#open(scene.page);
    if (this.#theme !== theme) await this.#dress(theme);
    if (this.#width !== width) await this.editor.page.setViewportSize(sizes[width]);
    this.#width = width;
    // What the page itself remembers (what is unfolded) belongs to the state before.
    if (scene.page === 'solution') await this.post({ type: 'state', state: emptyPanelState });
    await this.post(messageOf(scene));
    for (const selector of scene.clicks ?? []) {
      await this.editor.panel().locator(selector).first().dispatchEvent('click');
    }
    await this.editor.page.mouse.move(2, 2);
    const sight =
      scene.at === undefined
        ? 'window.scrollTo(0, 0);'
        : `document.querySelector(${JSON.stringify(scene.at)}).scrollIntoView({ block: 'end' });`;
    await this.#inPage(`document.activeElement?.blur?.(); ${sight}`);
    await this.settle();
  }

  /** The panel as PNG, without the workbench around it. */
  async picture(): Promise<Buffer> {
    const { page } = this.editor;
    const box = await page.locator('iframe.webview.ready[src*="extensionId=vouch"]').last().boundingBox();
    if (box === null) throw new Error('pictures: expected a panel in sight, got none; did its page load?');
    const [x, y] = [Math.ceil(box.x), Math.ceil(box.y)];
    const clip = { x, y, width: Math.floor(box.width) - 1, height: Math.floor(box.height) - 1 };
    return page.screenshot({ clip });
  }

  /** Until the page is drawn with all its fonts. */
  async settle(): Promise<void> {
    await this.#inPage(`
      const drawn = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      await drawn();
      // Formulas are typeset once KaTeX is there, lines of attempts that are being written when there is time.
      while (document.querySelector('.draft-line.waiting, .formula.waiting') !== null) await drawn();
      await document.fonts.ready;
      await drawn();`);
  }

  /** Changes the look of the page for the comparison's own trial; taken back by `undress`. */
  async disturb(css: string): Promise<void> {
    await this.#inPage(`
      const style = document.createElement('style');
      style.id = 'disturbance';
      style.textContent = ${JSON.stringify(css)};
      document.head.append(style);`);
    await this.settle();
  }

  async calm(): Promise<void> {
    await this.#inPage(`document.getElementById('disturbance')?.remove();`);
    await this.settle();
  }

  async close(): Promise<void> {
    await this.editor.close();
  }

  async #open(page: PageName): Promise<void> {
    const { editor } = this;
    await editor.page.setViewportSize(workingSize);
    this.#width = null;
    if (page === 'solution') {
      await editor.run('Vouch: Show Solved Problems');
      await editor.panel().locator('.history').waitFor();
    } else {
      await editor.openFile('solutions.jsonl');
      await editor.run('Vouch: Annotate File');
      await editor.panel().locator('.step-pick').first().waitFor();
    }
    this.#page = page;
    await this.#dress(this.#theme);
  }

  async #dress(theme: ThemeName): Promise<void> {
    const { editor } = this;
    await dress(editor, theme);
    await editor.panel().locator(`body.${pageMarks[theme]}`).waitFor({ state: 'attached' });
    this.#theme = theme;
    await this.settle();
  }

  /** As the editor hands a message of the extension to the page; done when it has been drawn. */
  async post(event: PanelEvent | AnnotateEvent): Promise<void> {
    await this.#inPage(`
      const heard = new Promise((resolve) => window.addEventListener('message', resolve, { once: true }));
      window.postMessage(${JSON.stringify(event)}, '*');
      await heard;`);
    await this.settle();
  }

  async #inPage(statements: string): Promise<void> {
    const expression = `(async () => { ${statements} })()`;
    await this.editor.panel().locator('body').evaluate<unknown, undefined>(expression, undefined);
  }
}
