/**
 * What a model's card says it is good for and not good for: the paragraphs of `MODEL_CARD.md` that begin with
 * "**Good for:**" and "**Not good for:**". A card is a document: it is shown as plain text and decides nothing.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface ModelPurpose {
  readonly goodFor: string | null;
  readonly notGoodFor: string | null;
}

/** Null where there is no card, or no such paragraph in it. */
export async function readModelPurpose(folder: string): Promise<ModelPurpose> {
  const card = await readFile(join(folder, 'MODEL_CARD.md'), 'utf8').catch(() => '');
  return { goodFor: paragraph(card, 'Good for'), notGoodFor: paragraph(card, 'Not good for') };
}

/** One paragraph on one line, without its mark-up and control characters. */
function paragraph(card: string, title: string): string | null {
  const found = new RegExp(String.raw`^[-*\s]*\*\*${title}:\*\*(.*(?:\n(?!\s*(?:[-*#]|$)).*)*)`, 'm').exec(
    card,
  );
  const text = found?.[1]
    ?.replace(/[`*]/g, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return text === undefined || text === '' ? null : text.slice(0, 1000);
}
