/**
 * Text → the answers it may be, the most natural reading first. A second reading exists where notation is truly
 * ambiguous: `1,22` is a list or a decimal comma, `120,240` a number or a list.
 */
import { parse } from '../parse/parse.ts';
import type { Answer, Context } from './answer.ts';
import { recognise } from './recognise.ts';
import { numberFromWords } from './words.ts';

export type Readings =
  | { readonly kind: 'answers'; readonly answers: readonly Answer[] }
  | { readonly kind: 'unreadable'; readonly reason: string };

const decimalComma = /^[-−]?\d+\{?,\}?\d+$/;
const grouped = /^[-−]?\d{1,3}(?:,\d{3})+$/;

/** `… = 5`, `… is 5 meters`: what a sentence ends on, where it has a number or formula at its end. */
const sentenceEnd =
  /(?:\b(?:is|are|equals?|be|was|were|which is|to|gives?|get|yields|of)|=|:)\s+([^=:]{1,200})$/i;

export function readings(text: string, context: Context): Readings {
  const { macros, decimalComma: comma } = context.options;
  const options = {
    ...(macros === undefined ? {} : { macros }),
    ...(comma === undefined ? {} : { decimalComma: comma }),
  };
  const answers: Answer[] = [];
  const add = (source: string, asComma = false): string | null => {
    const result = parse(source, asComma ? { ...options, decimalComma: true } : options);
    if (result.kind === 'unreadable') return `${result.reason} (at ${result.at})`;
    answers.push(recognise(result.root, context));
    return null;
  };
  const spelled = /^[A-Za-z\s-]+$/.test(text) ? numberFromWords(text) : null;
  const problem = add(spelled ?? text);
  if (decimalComma.test(text)) add(text, true);
  if (grouped.test(text)) add(text.replaceAll(',', ', '));
  const sentence = isSentence(text) ? sentenceEnd.exec(text)?.[1] : undefined;
  if (sentence !== undefined) add(sentence);
  return answers.length > 0
    ? { kind: 'answers', answers }
    : { kind: 'unreadable', reason: problem ?? 'nothing there' };
}

/** Three words of plain prose or more. */
function isSentence(text: string): boolean {
  return text.length < 2_000 && (text.match(/(?<![\\A-Za-z])[A-Za-z]{2,}(?![A-Za-z{])/g)?.length ?? 0) >= 3;
}
