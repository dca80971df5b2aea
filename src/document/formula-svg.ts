/**
 * A formula as a self-contained SVG picture, for places that cannot run KaTeX: an editor's hovers. MathJax sets it
 * without a browser; nothing but this file knows MathJax, and whoever wants pictures loads it when they are wanted.
 * TeX is data: a fixed set of packages (no links, no loading of others), bounded macros and length, and what cannot
 * be read gives no picture.
 */
import { liteAdaptor } from 'mathjax-full/js/adaptors/liteAdaptor.js';
import { RegisterHTMLHandler } from 'mathjax-full/js/handlers/html.js';
import { TeX } from 'mathjax-full/js/input/tex.js';
import { SVG } from 'mathjax-full/js/output/svg.js';
import { mathjax } from 'mathjax-full/js/mathjax.js';
import 'mathjax-full/js/input/tex/ams/AmsConfiguration.js';
import 'mathjax-full/js/input/tex/cancel/CancelConfiguration.js';
import 'mathjax-full/js/input/tex/configmacros/ConfigMacrosConfiguration.js';
import 'mathjax-full/js/input/tex/newcommand/NewcommandConfiguration.js';

const adaptor = liteAdaptor();
RegisterHTMLHandler(adaptor);

/** A longer formula is no picture that a hover could show. */
const longestFormula = 2000;

export interface PictureOptions {
  /** A CSS colour for the strokes: pictures know no theme. */
  readonly color: string;
  readonly display?: boolean;
  /** The document's macros, name with backslash → replacement text. */
  readonly macros?: Readonly<Record<string, string>>;
}

/** The SVG markup of a formula; null where MathJax cannot read it. */
export function formulaSvg(
  tex: string,
  { color, display = false, macros = {} }: PictureOptions,
): string | null {
  if (tex.trim() === '' || tex.length > longestFormula) return null;
  const document = mathjax.document('', {
    InputJax: new TeX({
      packages: ['base', 'ams', 'cancel', 'newcommand', 'configmacros'],
      macros: mathjaxMacros(macros),
      maxMacros: 500,
      maxBuffer: 5 * 1024,
    }),
    OutputJax: new SVG({ fontCache: 'none' }),
  });
  try {
    const node: unknown = document.convert(tex, { display, em: 16, ex: 8, containerWidth: 640 });
    const svg = adaptor.innerHTML(node as ReturnType<typeof adaptor.body>);
    if (!svg.startsWith('<svg') || svg.includes('data-mjx-error')) return null;
    return svg.replace('<svg ', `<svg color="${color.replace(/[^#\w(),.% ]/g, '')}" `);
  } catch {
    return null;
  }
}

/** The picture as the address of a Markdown image. */
export function svgAddress(svg: string): string {
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}

/** MathJax wants names without a backslash, and how many arguments a macro takes. */
function mathjaxMacros(
  macros: Readonly<Record<string, string>>,
): Record<string, string | readonly [string, number]> {
  return Object.fromEntries(
    Object.entries(macros).map(([name, body]) => {
      const places = [...body.matchAll(/#(\d)/g)].map((match) => Number(match[1]));
      return [name.slice(1), places.length === 0 ? body : [body, Math.max(...places)]];
    }),
  );
}
