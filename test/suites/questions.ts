/**
 * `npm run suites:questions [-- --each N]`: answers held against their questions. The gold answers of the families (N
 * draws a difficulty, default 2) and of the sets in $VOUCH_DATA must never be disproved; near misses of them (another
 * problem's answer, a number one greater, the other sign, another operation) must never be proven unless they are equal
 * after all. Prints the share that is proven by set, each violation, and one JSON object as the last line.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Random } from '../../src/base/random.ts';
import { familiesNamed } from '../../src/data/generate.ts';
import { checkAnswer } from '../../src/grade/question/check-answer.ts';
import { equivalent } from '../../src/grade/index.ts';

const sets = [
  'deepmind_mathematics/train-easy',
  'deepmind_mathematics/train-medium',
  'deepmind_mathematics/train-hard',
  'math/train',
  'math500/test',
  'gsm8k/test',
  'svamp/test',
  'college_math/test',
];
/** So many problems of a set are tried with near misses. */
const tried = 1000;
const { values } = parseArgs({ options: { each: { type: 'string', default: '2' } } });
const folder = process.env['VOUCH_DATA'];

interface Row {
  readonly problem: string;
  readonly answer: string;
}

interface Sum {
  rows: number;
  proven: number;
  disproved: number;
  misses: number;
  falselyProven: number;
}

function drawn(): Row[] {
  return familiesNamed(undefined).flatMap((family) =>
    Array.from({ length: 8 * Number(values.each) }, (_, i) => {
      const difficulty = 1 + (i % 8);
      return family.draw(new Random(5, i), difficulty, 'train');
    }),
  );
}

function read(set: string): Row[] {
  if (folder === undefined) return [];
  return readFileSync(join(folder, `${set}.jsonl`), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
}

function nearMisses({ answer }: Row, other: string): string[] {
  const greater = answer.replace(/\d+/, (digits) => (BigInt(digits) + 1n).toString());
  const turned = answer.startsWith('-') ? answer.slice(1) : `-${answer}`;
  return [other, greater, turned, answer.replace(/[+]/, '-')];
}

function judge(rows: readonly Row[], name: string): Sum {
  const sum: Sum = { rows: rows.length, proven: 0, disproved: 0, misses: 0, falselyProven: 0 };
  const random = new Random(3, rows.length);
  const chosen = new Set(random.shuffled(rows).slice(0, tried));
  for (const row of rows) {
    const answer = row.answer;
    const { verdict } = checkAnswer(row.problem, answer);
    if (verdict === 'correct') sum.proven++;
    if (verdict === 'wrong') {
      sum.disproved++;
      console.log(`${name}: disproved: ${row.problem.replace(/\s+/g, ' ').slice(0, 200)} | ${answer}`);
    }
    if (verdict === 'unknown' || !chosen.has(row)) continue;
    for (const miss of nearMisses(row, random.pick(rows).answer)) {
      sum.misses++;
      if (checkAnswer(row.problem, miss).verdict !== 'correct') continue;
      if (equivalent(answer, miss, { problem: row.problem }).verdict === 'equal') continue;
      sum.falselyProven++;
      console.log(`${name}: proven: ${row.problem.replace(/\s+/g, ' ').slice(0, 200)} | ${answer} | ${miss}`);
    }
  }
  return sum;
}

const sums: Record<string, Sum> = { families: judge(drawn(), 'families') };
for (const set of sets) {
  const rows = read(set);
  if (rows.length > 0) sums[set] = judge(rows, set);
}
for (const [name, { rows, proven, disproved, misses, falselyProven }] of Object.entries(sums)) {
  const share = ((100 * proven) / rows).toFixed(1);
  console.log(`${name}: ${rows} problems, ${share}% proven, ${disproved} disproved; ${misses} near misses, ${falselyProven} proven`); // prettier-ignore
}
console.log(JSON.stringify({ suite: 'questions', ...sums }));
