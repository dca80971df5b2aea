/**
 * Questions that define their letters first: "Let k(q) = 12 - q. Let r be k(9). What is the units digit of 7r?" is read
 * as the question about 21. Each sentence before the last must be a definition that is understood, worked out exactly;
 * otherwise nothing is read. It knows no kinds of questions.
 */
import { evaluateUnivariate, type Univariate } from '../algebra/univariate.ts';
import {
  asNumber,
  asPolynomial,
  derivativeOf,
  exactValue,
  polynomialIn,
  solvedLinear,
} from './exact-values.ts';
import { inKnownWords } from './paraphrases.ts';
import {
  inverseFunction,
  isRelation,
  lettersOf,
  plainQuestion,
  questionText,
  relationsIn,
} from './read-text.ts';
import { asking, speaksOnly, wordSet } from './worked.ts';

/** A question without its definitions. */
export interface ResolvedQuestion {
  /** The last sentence, with numbers for the letters that were defined. */
  readonly problem: string;
  /** The same, with what can be worked out in it worked out. */
  readonly workedOut: string;
  /** An answer that may name letters, with their numbers; null where names stand in place of what is asked for. */
  readonly answer: (written: string) => string | null;
}

const maxSentences = 12;
/** So many sentences may ask: an equation, and what is wanted of it. */
const maxAsking = 2;

/**
 * Reads the definitions of a problem; null where one of them is not understood, and where there is neither a
 * definition nor anything to work out.
 */
export function resolveDefinitions(problem: string): ResolvedQuestion | null {
  const plain = inKnownWords(plainQuestion(problem).replace(/^(?:[a-z]+(?: [a-z]+){0,2}: |q\. )/i, ''));
  if (inverseFunction.test(plain)) return null;
  const rename = withoutConstants(plain);
  const sentences = rename(plain)
    // "f(x) = x^2, find f(3)", "If f(x) = x^2, what is f(3)?": the rule, and what is asked.
    .replace(
      /^(?:if |let |given )?([a-z]\([a-z]\) ?= ?(?:(?!\. )[^,=])+), (?:then )?(?=(?:find|what is|calculate|compute|evaluate|determine|solve) )/i,
      'Let $1. ',
    )
    // "Find f'(2) if f(x) = x^2": the same the other way round.
    .replace(
      /^((?:find|what is|calculate|compute|evaluate|determine) [^.=]*[a-z]'*\([^()=]+\)) (?:if|for|when|where|given(?: that)?) ([a-z]\([a-z]\) ?= ?[^=]+?)[.?]?$/i,
      'Let $2. $1',
    )
    .split(/(?<=[^.])\.\s+/)
    .filter((sentence) => sentence.trim() !== '');
  if (sentences.length > maxSentences) return null;
  const known = new Definitions();
  const question: string[] = [];
  for (const sentence of sentences)
    if (question.length > 0 || !known.add(sentence.trim())) question.push(sentence.trim());
  if (question.length === 0 || question.length > maxAsking) return null;
  const asked = question.join('. ');
  const filled = known.fill(asked);
  if (filled === null) return null;
  // without a definition i stays what it is, and only what can be worked out makes a difference
  const finished = workedOut(known.isEmpty ? plain : filled);
  if (known.isEmpty) return finished === plain ? null : unchanged(plain, finished);
  const choices = new Set([...asked.matchAll(/\(([a-h])\)\s/g)].map(([, letter]) => letter ?? ''));
  return {
    problem: asPolynomialAsked(filled),
    workedOut: finished,
    answer: (written) => {
      const renamed = rename(written);
      if (asksForOne.test(asked)) return known.fillAnswer(renamed, choices);
      return known.isNamedIn(renamed.replace(nameOfAnswer, ''), choices) ? null : renamed;
    },
  };
}

/** "x = 5", "f'(3) = 6": what an answer is called. */
const nameOfAnswer = /[a-z]['’′]*(?:\([^()]*\))?\s*=(?!=)/gi;

/** One or all of several named numbers are asked for: their names answer. Elsewhere a letter in place of its number does not. */
const asksForOne =
  /\b(?:which|closest|nearest|(?:second|third|fourth|fifth|sixth)|biggest|largest|greatest|smallest|least|bigger|larger|smaller|greater|less|equal|same|sort|order|arrange|rank|put|line up|descending|ascending|increasing|decreasing)\b|[<>=]/i;

/** "What is -3*(2*k + 1) + k?" of functions that were written out asks for one polynomial. */
function asPolynomialAsked(question: string): string {
  const [, formula] =
    /^(?:what is|give|determine|find|calculate|compute|evaluate|work out) ([^=<>]+?)[.?]?$/i.exec(question) ??
    [];
  const isOpen = formula !== undefined && lettersOf(formula).length === 1 && !/^[a-z]$/i.test(formula);
  return isOpen && !/[a-z]{2}/i.test(formula) ? `Expand ${formula}` : question;
}

function unchanged(problem: string, finished: string): ResolvedQuestion {
  return { problem, workedOut: finished, answer: (written) => written };
}

/** Other letters for i and e where a definition speaks of them or they are asked for: there they are no constants. */
function withoutConstants(text: string): (written: string) => string {
  const used = new Set(text.match(letterAlone));
  for (const letter of ['i', 'e']) {
    const own = `(?<![A-Za-z\\\\])${letter}(?![A-Za-z])`;
    const isDefined = new RegExp(`\\b(?:let|suppose|assume|for|what is)\\b[^.]*${own}`, 'i').test(text);
    if (!isDefined) used.delete(letter);
  }
  const all = new Set(text.match(letterAlone));
  const spare = 'u v w z q r s t p'.split(' ').filter((letter) => !all.has(letter));
  const names = new Map(['i', 'e'].flatMap((letter, n) => (used.has(letter) ? [[letter, spare[n]]] : [])));
  return (written) => written.replace(letterAlone, (letter) => names.get(letter) ?? letter);
}

const ordinals = ['first', 'second', 'third'];
const letterAlone = /(?<![\\A-Za-z])[A-Za-z](?![A-Za-z])/g;

class Definitions {
  private readonly values = new Map<string, string>();
  private readonly functions = new Map<string, Univariate>();

  get isEmpty(): boolean {
    return this.values.size + this.functions.size === 0;
  }

  /** Takes a sentence as a definition; false where it is none that is understood. */
  add(sentence: string): boolean {
    const [, name, parameter, how, body] =
      /^(?:(?:let|suppose|given|the function is|where) )?([a-z])\(([a-z])\) ?(=|be the (?:first|second|third) derivative of) ?([^=]+)$/i.exec(
        sentence,
      ) ?? [];
    // "Suppose z(s) = 0" of a function that is known is an equation for s.
    const isEquation = /^suppose/i.test(sentence) && this.functions.has(name ?? '');
    if (name !== undefined && parameter !== undefined && !isEquation)
      return this.addFunction(
        name,
        parameter,
        body ?? '',
        ordinals.findIndex((word) => how?.includes(word)) + 1,
      );
    const [, letter, value] = /^let ([a-z]) ?(?:=|be) ?([^=]+)$/i.exec(sentence) ?? [];
    if (letter !== undefined) return this.addValue(letter, value ?? '');
    const [, equations] = /^(?:suppose|assume|let)(?: that)? (.+)$/i.exec(sentence) ?? [];
    return equations !== undefined && this.addEquations(equations);
  }

  /** A sentence with values for letters and calls; null where a function is used that cannot be written out. */
  fill(sentence: string): string | null {
    const called = this.withCalls(sentence);
    return (
      called?.replace(letterAlone, (letter, at: number) => {
        const value = this.values.get(letter);
        // the article, or a choice's label
        const isLabel =
          called[at - 1] === '(' && called[at + 1] === ')' && /\([a-h]\)\s+\S/.test(called.slice(at - 1));
        const isArticle = letter === 'a' && /^a [a-z]{2}/i.test(called.slice(at));
        if (value === undefined || isArticle || (isLabel && !/[a-z]$/i.test(called.slice(0, at - 1))))
          return letter;
        return isAlone(called, at, value) ? value : `(${value})`;
      }) ?? null
    );
  }

  fillAnswer(written: string, choices: ReadonlySet<string>): string {
    return (this.withCalls(written) ?? written).replace(letterAlone, (letter) =>
      choices.has(letter) ? letter : (this.values.get(letter) ?? letter),
    );
  }

  /** Whether a text says a letter or calls a function that is defined here, but for the labels of choices. */
  isNamedIn(written: string, choices: ReadonlySet<string>): boolean {
    const called = [...this.functions.keys()].some((name) => written.includes(`${name}(`));
    const letters = written.match(letterAlone) ?? [];
    return called || letters.some((letter) => this.values.has(letter) && !choices.has(letter));
  }

  private addFunction(name: string, parameter: string, written: string, order: number): boolean {
    const outer = this.values.get(parameter);
    this.values.delete(parameter);
    const filled = this.fill(written);
    if (outer !== undefined) this.values.set(parameter, outer);
    let body = filled === null ? null : polynomialIn(filled, parameter);
    if (body === null) return false;
    for (let i = 0; i < order; i++) body = derivativeOf(body);
    this.values.delete(name);
    this.functions.set(name, body);
    return true;
  }

  private addValue(letter: string, written: string): boolean {
    const filled = this.fill(written);
    const value = filled === null ? null : exactValue(filled);
    if (value === null) return false;
    this.functions.delete(letter);
    this.values.set(letter, asNumber(value));
    return true;
  }

  private addEquations(written: string): boolean {
    const filled = this.fill(written);
    if (filled === null) return false;
    const equations: (readonly [string, string])[] = [];
    for (const relation of relationsIn(filled)) {
      const sides = relation.split('=');
      if (sides.length !== 2 || /[<>≤≥]|\\[lg]e/.test(relation)) return false;
      equations.push([sides[0] ?? '', sides[1] ?? '']);
    }
    const solved = solvedLinear(equations);
    if (solved === null) return false;
    for (const [letter, value] of solved) this.values.set(letter, asNumber(value));
    return solved.size > 0;
  }

  /** Calls of known functions written out: of a number by their value, of a letter by their polynomial. */
  private withCalls(text: string): string | null {
    const pieces: (string | null)[] = [];
    let from = 0;
    for (const found of text.matchAll(/(?<![\\A-Za-z])([a-z])(['’′]*)\(((?:[^()]|\([^()]*\))*)\)/gi)) {
      const [whole, name = '', primes = '', inside = ''] = found;
      const known = this.functions.get(name);
      if (known === undefined) continue;
      const body = Array.from(primes).reduce(derivativeOf, known);
      const value = this.called(body, inside);
      const end = found.index + whole.length;
      const [before, after] = [text.slice(0, found.index), text.slice(end)];
      // alone it stays in brackets: "What is (3)?" asks for a value that was worked out
      const isOperand = /[-+*/=<>]\s*$/.test(before) || /^\s*[-+*/=<>]/.test(after);
      const isBare = value !== null && isOperand && isUnjoined(before, after, value);
      pieces.push(text.slice(from, found.index), value === null || isBare ? value : `(${value})`);
      from = end;
    }
    return pieces.includes(null) ? null : pieces.join('') + text.slice(from);
  }

  private called(body: Univariate, inside: string): string | null {
    const filled = this.fill(inside) ?? '';
    const value = exactValue(filled);
    if (value !== null) return asNumber(evaluateUnivariate(body, value));
    if (/^[a-z]$/i.test(filled)) return asPolynomial(body, filled);
    const [letter, other] = lettersOf(filled);
    if (letter === undefined || other !== undefined) return null;
    const composed = polynomialIn(asPolynomial(body, `(${filled})`), letter);
    return composed === null ? null : asPolynomial(composed, letter);
  }
}

/** A natural number beside which nothing stands that it would join. In brackets it might be taken for a label. */
function isUnjoined(before: string, after: string, value: string): boolean {
  return /^\d+$/.test(value) && !/[\w)}^]$/.test(before) && !/^[\w({^]/.test(after);
}

/** Whether a number needs no brackets in the place of a letter. */
function isAlone(text: string, at: number, value: string): boolean {
  const before = text.slice(0, at);
  const after = text.slice(at + 1);
  if (isUnjoined(before, after, value)) return true;
  const opens = /(?:^|[(,:]\s*|(?:^|\s)[a-z]{2,}\s+|\([a-h]\)\s+)$/i.test(before);
  return opens && /^\s*(?:[),.?;:]|$|[a-z]{2,}\b|\([a-h]\))/i.test(after);
}

/**
 * The words beside which a formula stands for its value. Not "times", "%" or "plus": in "3 times 5 + 2" the formula is
 * none of the question.
 */
const valueWords = wordSet(
  `${asking} remainder when divided by divisible prime primes composite number numbers integer factor factors multiple
  multiples divisor divisors divide divides does common denominator highest greatest largest biggest smallest lowest least
  true or false digit units ones tens hundreds thousands round rounded nearest to closest one ten hundred thousand million decimal
  place places dp dps which value second third fourth sort put order ascending descending increasing decreasing list both`,
);

/** Formulas of numbers in place of their values. */
function workedOut(text: string): string {
  if (!speaksOnly(questionText(text), valueWords) || /%|\d\)? of\b/.test(text)) return text;
  let result = '';
  let from = 0;
  for (const formula of questionText(text).formulas) {
    const at = text.indexOf(formula, from);
    if (at < 0) return text;
    const parts = formula.split(/(?<=,)\s/).map((part) => {
      const bare = part.replace(/,$/, '');
      const isPlain = /^-?[\d.]+$|^-\s/.test(bare) || isRelation(bare) || lettersOf(bare).length > 0;
      const value = isPlain ? null : exactValue(bare);
      return value === null ? part : asNumber(value) + part.slice(bare.length);
    });
    result += text.slice(from, at) + parts.join(' ');
    from = at + formula.length;
  }
  return result + text.slice(from);
}
