/**
 * From a step's text to the formulas in it, each with the way it was said: alone on its line, as the result of a
 * sentence ("dividing by 3 gives x = 5"), in passing, or as an assumption ("let", "suppose", "case 1"). Words decide
 * only how much weight a formula bears; what it means is the parser's.
 */
import { hideMarks } from '../../exact/marks.ts';
import { parse } from '../parse/parse.ts';
import { type Node, type RelationOperator } from '../parse/tree.ts';
import { findSpans } from '../spans.ts';
import { always, comparisonsOf, never } from './claim.ts';
import {
  answering,
  condition,
  connective,
  definitionThen,
  cutPattern,
  deriving,
  doubting,
  imperative,
  inference,
  inferring,
  label,
  type Manner,
  mannerOf,
} from './manner.ts';
import { physicalLines, relationSign } from './physical-lines.ts';
import { hasWords, type Naming, readable, withNames, withoutWords } from './plain-notation.ts';
import { type Formula, toFormula } from './read-formula.ts';

export interface Item {
  readonly formula: Formula;
  readonly manner: Manner;
  /** The relation sign that it begins with: it goes on from the expression before. Null for a formula of its own. */
  readonly continues: RelationOperator | null;
  /** The formula as written. */
  readonly text: string;
  /** The whole step is formulas, without a word between them. */
  readonly wordless: boolean;
  /** Stands in a display after another formula of it: perhaps the next of a list, not what follows from it. */
  readonly listed: boolean;
  /** False where the words before say that it is an equation to be solved or a condition, not a rule for a function. */
  readonly definable: boolean;
}

const maxFormulaLength = 1500;
const maxItems = 40;

/** `u = 2t − 1, du = 2 dt` and `u = x², u' = 2x`: a name and, on its own, its derivative. Null for other lines. */
function readDifferentials(text: string): Item[] | null {
  const [name, slope, more] = text.replace(/\$|\\[,;!]/g, ' ').split(/,(?![^{(]*[})])/);
  if (name === undefined || slope === undefined || more !== undefined) return null;
  const letter = /^\s*([a-z])\s*=/.exec(name)?.[1];
  if (letter === undefined || !new RegExp(`^\\s*(?:d${letter}\\b|${letter}')`).test(slope)) return null;
  const [first, second] = [readFormula(name, 'defined'), readFormula(slope, 'alone')];
  return first === null || second === null ? null : [first, second];
}

/** The formulas of one step, in order. */
export function readStep(text: string, names: Naming = 'letters'): Item[] {
  const items: Item[] = [];
  let leadIn = '';
  let wasDisplayed = false;
  // Calculator marks are arithmetic beside the line; what the line claims is what a reader sees.
  for (const line of physicalLines(hideMarks(withNames(text.replace(yesNoQuestion, '$1'), names)))) {
    if (items.length >= maxItems) break;
    const found = readLine(line.text, line.displayed);
    const first = found[0];
    if (first?.manner === 'alone' && leadIn !== '')
      found[0] = { ...first, manner: mannerOf(leadIn, 'result') };
    items.push(
      ...(wasDisplayed && line.displayed ? found.map((item) => ({ ...item, listed: true })) : found),
    );
    wasDisplayed = line.displayed;
    // A row that a sentence derives leads on to the next; after one that gives a value, another value may be listed.
    const derived = line.displayed && !leadsNowhere.test(line.text);
    const speaks = ({ manner }: Item): boolean => manner === 'alone' || (derived && manner === 'result');
    leadIn = found.length > 0 && found.every(speaks) ? '' : wordsOf(line.text);
  }
  const wordless = !hasWords(withoutWords(text.replace(connective, '')).replace(/\$|\\[()[\]]/g, ' '));
  return items.slice(0, maxItems).map((item) => ({ ...item, wordless }));
}

/** A display's row with words of its own, or one that says what an unknown is. */
const leadsNowhere = /\\(?:text|mbox)|^\s*[A-Za-z]\s*=/;

/** "Is x = 4?" asserts nothing. */
const yesNoQuestion =
  /(^|[.!?:]\s+|\n)\s*(?:is|are|was|were|does|do|did|can|could|will|would|should|has|have)\b[^?!\n]{0,300}\?/gi;

/** The line's words, if it has any besides formulas: they say what the next line is. */
function wordsOf(line: string): string {
  let outside = '';
  let at = 0;
  for (const span of findSpans(line)) {
    outside += `${line.slice(at, span.start)} `;
    at = span.end;
  }
  outside += line.slice(at);
  return /[A-Za-z]{2,}/.test(outside) ? outside : '';
}

function readLine(line: string, displayed: boolean): Item[] {
  if (line.length > 20_000 || isTableRow(line)) return [];
  const body = line.replace(label, '').replace(/^\$\$?|^\\[([]/, (open) => (isWholeMath(line) ? '' : open));
  const inferred = readInference(body);
  if (inferred !== null) return inferred;
  const answer = answering.exec(body)?.[0] ?? '';
  const bare = stripConnectives(body.slice(answer.length));
  const whole = readWhole(bare);
  if (whole !== null && answer !== '') return whole.map((item) => ({ ...item, manner: answerManner(item) }));
  if (whole !== null) return whole;
  const cut = resultAfterWords(bare);
  if (cut !== null) return cut;
  if ((displayed || isWholeMath(line)) && relationSign.test(bare)) return [unread(bare)];
  const items = [...readSpans(body), ...plainDefinitions(body)];
  const isFormula = items.length === 0 && relationSign.test(bare) && findSpans(body).length === 0;
  return isFormula && (bare.match(/[A-Za-z]{3,}/g) ?? []).length < 4 ? [unread(bare)] : items;
}

/** "2x − 1 = 5, so 2x = 6": each part on its own, the later ones as results. Null for lines of another form. */
function readInference(body: string): Item[] | null {
  const definition = definitionThen.exec(body);
  const written = findSpans(body).length > 0 ? [] : body.split(inference);
  const parts = definition === null ? written : [definition[1]!, body.slice(definition[0].length)];
  if (parts.length < 2 || !parts.every((part) => relationSign.test(part))) return null;
  const found = parts.map((part, i) =>
    readLine(part, false).map((item): Item =>
      i > 0 && item.manner === 'alone' ? { ...item, manner: 'result' } : item,
    ),
  );
  return found.every((items) => items.length > 0) ? found.flat() : null;
}

/** "Find the minimum of f(x) = x^2 - 4x + 1": rules for functions that stand in a sentence without dollars. */
function plainDefinitions(body: string): Item[] {
  if (findSpans(body).length > 0) return [];
  const items: Item[] = [];
  for (const match of body.matchAll(/(?<![A-Za-z])[a-z]\([a-z]\)\s*=\s*/g)) {
    if (items.length >= maxItems) break;
    const from = match.index + match[0].length;
    const rest = body.slice(from, from + maxFormulaLength);
    const formula =
      /^(?:\d+(?:\.\d+)?|(?:sin|cos|tan|ln|log|exp|sqrt|pi)\b|[a-z](?![A-Za-z])|[-+*/^()\s−·×√⁰¹²³⁴⁵⁶⁷⁸⁹])+/.exec(
        rest,
      )?.[0] ?? '';
    const item = formula.trim() === '' ? null : readFormula(match[0] + formula, 'passing');
    if (item !== null && !condition.test(body.slice(Math.max(0, match.index - 80), match.index)))
      items.push(item);
  }
  return items;
}

function answerManner(item: Item): Manner {
  return item.formula.kind === 'expression' ? 'passing' : 'result';
}

function unread(text: string): Item {
  return {
    formula: { kind: 'unread' },
    manner: 'passing',
    continues: null,
    text,
    wordless: false,
    listed: false,
    definable: false,
  };
}

/** A row of a Markdown table: cells set apart by spaces, or the rule under the head. `|x + 3|` is none. */
function isTableRow(line: string): boolean {
  return /^\|(?:\s.*\s\||[\s:|-]*\|)$/.test(line) && !relationSign.test(line.replace(/\|/g, ''));
}

function isWholeMath(line: string): boolean {
  const spans = findSpans(line.trim());
  return spans.length === 1 && spans[0]?.start === 0 && spans[0].end >= line.trim().length - 1;
}

function stripConnectives(text: string): string {
  const spans = findSpans(text);
  const first = spans[0];
  const isAll = spans.length === 1 && first?.start === 0 && first.kind !== 'environment';
  if (isAll && /^[\s.,;]*$/.test(text.slice(first.end))) {
    return text.slice(first.innerStart, first.innerEnd).replace(connective, '');
  }
  return text.replace(connective, '').replace(/[\s.,;]+$/, '');
}

/** Without Markdown's `**`; the `**` of `x**2` and `x ** 2` is a power and stays. */
function withoutBold(text: string): string {
  return text.replace(/(?<![\w)}\]])\*\*(?!\s)|(?<!\s)\*\*(?![\w(\\{-])/g, '');
}

/** The line as one formula (or several joined by ⇒); null where words remain. */
function readWhole(text: string): Item[] | null {
  const plain = withoutWords(withoutBold(text).trim());
  if (plain === '' || plain.length > maxFormulaLength || /^\+|\.\.\.|\\hline/.test(plain)) return null;
  const truth = truthOf(plain);
  if (truth !== null)
    return [
      {
        formula: { kind: 'claim', claim: truth, chain: null },
        manner: 'alone',
        continues: null,
        text: plain,
        wordless: false,
        listed: false,
        definable: false,
      },
    ];
  if (hasWords(plain)) return null;
  const steps = readDifferentials(plain);
  if (steps !== null) return steps;
  const parts = plain.split(
    /\s*(?:\\(?:implies|Rightarrow|Longrightarrow|iff|Leftrightarrow|Longleftrightarrow)(?![A-Za-z])|=>|⇒|⟹|⟺|⇔|→)\s*/,
  );
  const items = parts.filter((part) => part !== '').map((part) => readFormula(part, 'alone'));
  const known = items.filter((item) => item !== null);
  if (known.length === 0 || known.length < items.length) return null;
  const [first, ...others] = known;
  // "n ≥ 4 ⟹ a ≥ 25": what an implication begins with may be its hypothesis.
  return first !== undefined && others.length > 0 && holdsInequality(first.formula)
    ? [{ ...first, manner: 'assumed' }, ...others]
    : known;
}

function readFormula(text: string, manner: Manner): Item | null {
  // Underlined digits side by side are a numeral, not a product.
  if (/\\underline\s*\{/.test(text) || otherOperator.test(text) || sentenceEnd.test(text)) return null;
  const clean = readable(text);
  const result = parse(clean);
  if (result.kind !== 'tree') return null;
  const continues = leadingRelation(result.root);
  const formula = toFormula(continues === null ? result.root : withoutEmptyHead(result.root), clean);
  return formula === null
    ? null
    : { formula, manner, continues, text: text.trim(), wordless: false, listed: false, definable: true };
}

function holdsInequality(formula: Formula): boolean {
  return formula.kind === 'claim' && comparisonsOf(formula.claim).some((part) => part.operator !== '=');
}

/** "y = -8 + 24. lcm(40, y)": two sentences, no product. */
const sentenceEnd = /[\w)}\]$]\.\s+\S/;

/** Signs for operations that a problem defines for itself, and for composition. */
const otherOperator =
  /\\(?:star|ast|diamond|oplus|ominus|otimes|odot|bigstar|clubsuit|spadesuit|heartsuit|dagger|bowtie|boxtimes|triangle(?:left|right)?|square|nabla|S)(?![A-Za-z])|\\[#&$@]|@|(?<!\^\s*\{?\s*)\\circ(?![A-Za-z])|[⋆★◇⊕⊗∗]/;

function leadingRelation(node: Node): RelationOperator | null {
  if (node.kind !== 'relation') return null;
  const head = node.operands[0];
  return head?.kind === 'text' && head.text === '' ? (node.operators[0] ?? null) : null;
}

function withoutEmptyHead(node: Node): Node {
  if (node.kind !== 'relation') return node;
  const operands = node.operands.slice(1);
  const first = operands[0];
  if (operands.length === 1 && first !== undefined) return first;
  return { ...node, operands, operators: node.operators.slice(1) };
}

function truthOf(text: string): typeof always | null {
  const plain = text
    .replace(/\\text\{([^{}]*)\}/g, '$1')
    .replace(/[.$!]/g, '')
    .trim();
  if (
    /^(?:(?:there (?:is|are)|has|have|we have)\s+)?no (?:real )?(?:solutions?|roots?)(?: exists?)?$/i.test(
      plain,
    )
  )
    return never;
  if (
    /^(?:(?:true for )?all (?:real (?:numbers|x|values)|x|values of x)|infinitely many solutions|always true|every real number)$/i.test(
      plain,
    )
  )
    return always;
  return null;
}

/** "Words … verb/colon formula": the formula at the line's end, when nothing but it follows. */
function resultAfterWords(text: string): Item[] | null {
  const spans = findSpans(text);
  const cutAt = lastCut(
    text,
    spans.map((span) => [span.start, span.end] as const),
  );
  if (cutAt === null) return null;
  const [words, rest] = [text.slice(0, cutAt), stripConnectives(text.slice(cutAt).trim())];
  if (
    rest === '' ||
    hasWords(rest.replace(/\$|\\[()[\]]/g, ' ')) ||
    !(relationSign.test(rest) || imperative.test(words) || deriving.test(words))
  )
    return null;
  const steps = readDifferentials(rest);
  if (steps !== null) return steps;
  const item = readFormula(rest, mannerOf(words, 'result'));
  return item === null ? null : [item];
}

/** Where the formula after the last cutting word begins, outside formulas. */
function lastCut(text: string, spans: readonly (readonly [number, number])[]): number | null {
  let cut: number | null = null;
  for (const match of text.matchAll(cutPattern)) {
    if (!spans.some(([start, end]) => match.index >= start && match.index < end))
      cut = match.index + match[0].length;
  }
  return cut;
}

/** The formulas set off by dollars or brackets in a sentence. */
function readSpans(text: string): Item[] {
  const items: Item[] = [];
  let at = 0;
  for (const span of findSpans(text)) {
    if (items.length >= maxItems) break;
    if (span.kind === 'code') continue;
    const words = text.slice(at, span.start);
    at = span.end;
    const inner = text.slice(span.innerStart, span.innerEnd).replace(connective, '');
    const isReadable = inner.length <= maxFormulaLength && !hasWords(inner);
    const sentence = sentenceBefore(text, span.start) + words;
    const follows = inferring.test(words) && items.length > 0 && !doubting.test(sentence);
    const manner = follows ? 'result' : mannerOf(sentence, 'passing');
    const item = isReadable ? readFormula(inner, manner) : null;
    const isPercent = /^\s*(?:percent|per cent|\\?%|degrees)/i.test(text.slice(span.end));
    const isDetached = item !== null && item.continues !== null && /[A-Za-z0-9]/.test(words);
    // "which is $50$ mph $\times 3/4$ hours $= 37.5$ miles": what the sign goes on from holds words.
    if (isDetached || isPercent || (item === null && relationSign.test(inner))) items.push(unread(inner));
    else if (item !== null) items.push({ ...item, definable: !condition.test(words) });
  }
  return items;
}

function sentenceBefore(text: string, at: number): string {
  const start = Math.max(text.lastIndexOf('. ', at), text.lastIndexOf('; ', at)) + 1;
  return text.slice(start, at);
}
