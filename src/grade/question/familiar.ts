/**
 * A problem in the words that questions are usually asked in: for a small model, to which other words are another
 * problem. What the question asks for stays what it is; definitions stay where they are, and nothing is worked out.
 */
import { inKnownWords, outOfEverydayWords } from './paraphrases.ts';
import { type Question, readQuestion } from './read-question.ts';
import { plainQuestion } from './read-text.ts';
import { resolveDefinitions } from './definitions.ts';
import { withoutLabel } from './labels.ts';
import { withKnownSpelling } from './spelling.ts';

/** Longer texts are stories, whose words matter. */
const longest = 600;

/** "Prime factorization of 84": read as it stands, and no sentence that a model has met. */
const bareName = /^[A-Z]?[a-z-]+(?: [a-z-]+){0,2} of\b[^?]*$/;

/**
 * The wordings of a problem, each once, the one to be asked first at the front: in known words, as it was written with
 * its slips mended, and as its kind is asked for most plainly. At least one.
 */
export function familiarWordings(problem: string): readonly string[] {
  const written = withoutThousands(withKnownSpelling(withoutLabel(problem)));
  if (problem.length > longest) return [problem];
  const plain = withoutThousands(plainQuestion(problem));
  const known = inKnownWords(plain);
  const isRead = readQuestion(plain) !== null || resolveDefinitions(plain) !== null;
  const spoken = known === plain && (!isRead || bareName.test(plain)) ? outOfEverydayWords(plain) : known;
  const question = readQuestion(spoken);
  const plainest = question === null ? null : plainly(question);
  const all = [
    ...(spoken === plain ? [] : [tidied(spoken)]),
    written,
    ...(plainest === null ? [] : [plainest]),
  ];
  const seen = new Set<string>();
  return all.filter((text) => {
    const letters = text.replace(/[\s.?$]/g, '').toLowerCase();
    return !seen.has(letters) && seen.add(letters);
  });
}

/** One mark at the end of each sentence, none behind a space, and a capital at its beginning. */
function tidied(text: string): string {
  return text
    .replace(/\s+([.?!])/g, '$1')
    .replace(/([.?!])[.?]+(?=\s|$)/g, '$1')
    .replace(/(?<=[.?!]\s)[a-z](?=[a-z])/g, (letter) => letter.toUpperCase())
    .replace(/^(what|which|how|is|are|does) (.*[^.?!]|.*\.)$/i, (whole) => `${whole.replace(/\.$/, '')}?`)
    .trim();
}

/** `\\int_0^2 3x^2\\,dx` as `\\int_{0}^{2} (3x^2) \\, dx`, and a lone power without brackets. */
function plainIntegral(formula: string): string {
  const limit = String.raw`(?:\{([^{}]*)\}|(-?\w))`;
  const written = new RegExp(
    String.raw`^\\int(?:_${limit}\s*\^${limit})?\s*(.*?)(?:\\,|\s)*d\s*([a-z])$`,
  ).exec(formula.trim());
  if (written === null) return formula;
  const [, low, lowDigit, high, highDigit, inside = '', letter = ''] = written;
  const body = inside
    .replace(/^\((.*)\)$/, (whole, bare: string) => (/[()]/.test(bare) ? whole : bare))
    .trim();
  const isSum = /[-+](?!\d+\})/.test(body.slice(1)) || body.startsWith('-');
  const [from, to] = [low ?? lowDigit, high ?? highDigit];
  const limits = from === undefined || to === undefined ? '' : `_{${from}}^{${to}}`;
  return `\\int${limits} ${isSum ? `(${body})` : body} \\, d${letter}`;
}

/** Numbers without commas between their thousands, where these stand in no brackets that may hold a point. */
const withoutThousands = (text: string): string =>
  text.replace(/(?<![\d,.(])\d{1,3}(?:,\d{3})+(?![\d,)])/g, (number) => number.replaceAll(',', ''));

const orders = ['', 'first', 'second', 'third'];

/** The plainest wording of a question; null for a kind that has several. */
function plainly(question: Question): string | null {
  switch (question.kind) {
    case 'solve':
      return `Solve ${question.relations.join(', ')} for ${question.unknowns.join(' and ')}.`;
    case 'derivative':
      return question.order === 1
        ? `Differentiate ${question.formula} with respect to ${question.variable}.`
        : `Find the ${orders[question.order]} derivative of ${question.formula} wrt ${question.variable}.`;
    case 'value': {
      const ask = {
        expanded: 'Expand',
        factored: 'Factor',
        simplified: 'Simplify',
        any: 'Calculate',
      } as const;
      return `${ask[question.form]} ${question.formula}.`;
    }
    case 'integers': {
      const [a, b] = question.numbers;
      if (question.of === 'remainder') return `What is the remainder when ${a} is divided by ${b}?`;
      const name = question.of === 'gcd' ? 'greatest common divisor' : 'least common multiple';
      return `Calculate the ${name} of ${a} and ${b}.`;
    }
    case 'integral':
      return `What is $${plainIntegral(question.formula)}$?`;
    case 'worked':
      return null;
  }
}
