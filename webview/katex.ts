/**
 * KaTeX with its style sheet and fonts: most of what a page weighs, so it comes after the page's first words, and is
 * handed out when a formula set by it would look right at once.
 */
import katex from 'katex';

export type Typesetter = Pick<typeof katex, 'render'>;

/** The faces that nearly every formula needs. A font that cannot be loaded holds nothing up. */
const faces = ['1em KaTeX_Main', 'italic 1em KaTeX_Math'];

export async function typesetter(): Promise<Typesetter> {
  await styleSheet(new URL('katex-style.css', import.meta.url).href);
  await Promise.allSettled(faces.map((face) => document.fonts.load(face)));
  return katex;
}

async function styleSheet(href: string): Promise<void> {
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = href;
  await new Promise<void>((resolve, reject) => {
    link.addEventListener('load', () => {
      resolve();
    });
    link.addEventListener('error', () => {
      reject(new Error(`katex: expected the style sheet ${href}, got none; reload the window`));
    });
    // Before the page's own rules, some of which are about formulas.
    document.head.prepend(link);
  });
}
