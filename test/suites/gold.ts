/**
 * `npm run suites:gold`: the gold answers of the sets in $VOUCH_DATA against themselves, against their own text in
 * another notation, and against a random other answer of the same set. Prints what is not equal to itself and every
 * "equal" between different texts; the last line is one JSON object. A coincidence is an equality of two answers
 * that are the same number or text after blanks are dropped.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../../src/base/random.ts';
import { equivalent } from '../../src/grade/index.ts';

const sets = [
  'math/train',
  'math500/test',
  'gsm8k/train',
  'gsm8k/test',
  'svamp/test',
  'college_math/test',
  'deepmind_mathematics/train-easy',
  'deepmind_mathematics/train-medium',
  'deepmind_mathematics/train-hard',
];
const folder = process.env['VOUCH_DATA'] ?? 'data';
const verbose = process.argv.includes('--verbose');

/** The same answer written otherwise: notation alone changes, never a value. */
const rewrites: readonly ((text: string) => string)[] = [
  (text) => `$${text.replace(/^\$+|\$+$/g, '')}$`,
  (text) => `\\boxed{${text.replace(/^\$+|\$+$/g, '')}}`,
  (text) => text.replaceAll('\\frac', '\\dfrac').replaceAll('\\left', '').replaceAll('\\right', ''),
  (text) => text.replace(/\\frac\{(\d+)\}\{(\d+)\}/g, '($1)/($2)'),
  (text) =>
    text.replaceAll('\\pi', 'π').replaceAll('\\sqrt', '√').replaceAll('\\cdot', '·').replaceAll('-', '−'),
  (text) => text.replace(/([+=<>])/g, ' $1 ').replaceAll(',', ', '),
];

interface Pair {
  readonly gold: string;
  readonly pred: string;
}

function answersOf(set: string): string[] {
  const lines = readFileSync(join(folder, `${set}.jsonl`), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => (JSON.parse(line) as { answer: string }).answer);
}

const squeezed = (text: string): string => text.replace(/[\s$]+/g, '');

/** Coincidences that need no algebra to see: equal texts or equal plain numbers. */
function coincide({ gold, pred }: Pair): boolean {
  const number = (text: string): number =>
    Number(
      squeezed(text)
        .replaceAll(',', '')
        .replace(/^\\\((.*)\\\)$/, '$1'),
    );
  return (
    squeezed(gold) === squeezed(pred) || (Number.isFinite(number(gold)) && number(gold) === number(pred))
  );
}

const totals = {
  answers: 0,
  self: 0,
  rewritten: 0,
  rewrittenEqual: 0,
  random: 0,
  randomEqual: 0,
  coincidences: 0,
};
for (const set of sets) {
  const answers = answersOf(set);
  const random = new Random(2026);
  const count = { self: 0, rewritten: 0, randomEqual: 0 };
  for (const [index, gold] of answers.entries()) {
    const self = equivalent(gold, `${gold} `);
    if (self.verdict === 'equal') count.self++;
    else if (verbose) console.log(`self ${set} ${JSON.stringify(gold)}: ${self.reason}`);
    const pred = rewrites[index % rewrites.length]!(gold);
    const rewritten = equivalent(gold, pred);
    if (rewritten.verdict === 'equal') count.rewritten++;
    else if (verbose)
      console.log(
        `rewritten ${set} ${JSON.stringify(gold)} ${JSON.stringify(pred)}: ${rewritten.verdict} ${rewritten.reason}`,
      );
    const pair = { gold, pred: random.pick(answers) };
    if (coincide(pair)) totals.coincidences++;
    else {
      totals.random++;
      const other = equivalent(pair.gold, pair.pred);
      if (other.verdict === 'equal') {
        count.randomEqual++;
        console.log(
          `random ${set} ${JSON.stringify(pair.gold)} = ${JSON.stringify(pair.pred)} (${other.tier}: ${other.reason})`,
        );
      }
    }
  }
  totals.answers += answers.length;
  totals.self += count.self;
  totals.rewritten += answers.length;
  totals.rewrittenEqual += count.rewritten;
  totals.randomEqual += count.randomEqual;
  console.log(
    `${set}: ${answers.length} answers, self ${count.self}, rewritten ${count.rewritten}, random equal ${count.randomEqual}`,
  );
}
const shares = {
  selfShare: totals.self / totals.answers,
  rewrittenShare: totals.rewrittenEqual / totals.rewritten,
  randomShare: totals.randomEqual / totals.random,
};
console.log(JSON.stringify({ suite: 'gold', ...totals, ...shares }));
process.exitCode = shares.selfShare >= 0.995 && shares.rewrittenShare >= 0.995 ? 0 : 1;
