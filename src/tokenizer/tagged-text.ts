/**
 * Text whose every character remembers where it came from: from the chat template, or from a message. A message's
 * characters are moved into Unicode's private planes 15 and 16 (one code point for each UTF-16 unit), the template
 * is rendered over them, and what stands in those planes in the output came from a message, whatever the template
 * did with it. The map is one to one, so a message that itself holds private characters survives, and no message
 * can show the template (or the tokenizer) a control token. Knows no template language and no tokenizer.
 */

const CONTENT_PLANE = 0xf0000;
const MARKED_PLANE = 0x100000;

/** Where a stretch of rendered text came from; `marked` is the one message whose end the caller asks about. */
export type Origin = 'template' | 'content' | 'marked';

export interface Stretch {
  readonly text: string;
  readonly origin: Origin;
}

/**
 * A message's text as the template sees it. Outer white space stays as it is, so that a template that trims its
 * contents trims these too; white space alone is never a control token.
 */
export function tagContent(text: string, marked = false): string {
  const core = text.trim();
  if (core === '') return text;
  const start = text.indexOf(core);
  const plane = marked ? MARKED_PLANE : CONTENT_PLANE;
  const parts: string[] = [text.slice(0, start)];
  for (let index = 0; index < core.length; index++)
    parts.push(String.fromCodePoint(plane + core.charCodeAt(index)));
  parts.push(text.slice(start + core.length));
  return parts.join('');
}

function originOf(codePoint: number): Origin {
  if (codePoint >= MARKED_PLANE) return 'marked';
  return codePoint >= CONTENT_PLANE ? 'content' : 'template';
}

/** The rendered text with its characters back in place, cut where the origin changes. */
export function untag(rendered: string): Stretch[] {
  const stretches: Stretch[] = [];
  let origin: Origin = 'template';
  let units: number[] = [];
  const flush = (): void => {
    if (units.length > 0) stretches.push({ text: textOfUnits(units), origin });
    units = [];
  };
  for (const character of rendered) {
    const codePoint = character.codePointAt(0) ?? 0;
    const here = originOf(codePoint);
    if (here !== origin) {
      flush();
      origin = here;
    }
    if (here === 'template') for (let i = 0; i < character.length; i++) units.push(character.charCodeAt(i));
    else units.push(codePoint & 0xffff);
  }
  flush();
  return stretches;
}

function textOfUnits(units: readonly number[]): string {
  const pieces: string[] = [];
  for (let start = 0; start < units.length; start += 8192)
    pieces.push(String.fromCharCode(...units.slice(start, start + 8192)));
  return pieces.join('');
}
