/**
 * The audit of the problem families: for a family and a difficulty, how many different problems it draws, whether
 * the grader accepts every gold answer and no step check calls a gold line wrong, and how many lines stay undecided;
 * for solutions with an injected error, whether the first wrong line is caught. Plain numbers; printing is the
 * script's.
 */
import { Random } from '../base/random.ts';
import { checkSolution, equivalent, extract } from '../grade/index.ts';
import { corrupt } from './families/corrupt.ts';
import type { Family, Problem } from './families/family.ts';
import { calculationsIn, visible } from './families/kit/render.ts';

export interface AuditRow {
  readonly family: string;
  readonly difficulty: number;
  readonly draws: number;
  /** Different questions, whatever their wording, among the draws. */
  readonly distinct: number;
  /** Gold solutions whose boxed answer the grader does not find equal to the gold answer. */
  readonly misread: number;
  /** Gold solutions in which a step check finds an error. */
  readonly wrong: number;
  readonly steps: number;
  /** Steps that neither the step checker, nor the grader (the boxed line), nor an exact calculation decides. */
  readonly undecided: number;
  /** Steps that the step checker alone, without marks and gold answer, leaves undecided. */
  readonly uncheckable: number;
  /** Solutions with an injected error that could be made, and those caught at the first wrong line or exactly. */
  readonly injected: number;
  readonly caught: number;
  readonly missedLabel: number;
  /** One gold solution that was called wrong, with the reason. */
  readonly example: string | null;
  /** Reasons and lines of undecided steps, some of them. */
  readonly undecidedLines: readonly string[];
}

interface GoldCheck {
  readonly misread: boolean;
  readonly wrong: string | null;
  readonly undecided: readonly string[];
  readonly uncheckable: number;
}

function checkGold(problem: Problem): GoldCheck {
  const lines = problem.steps.map(visible);
  const read = extract(lines.join('\n'));
  const stated = read.answers.at(-1)?.text ?? '';
  const { steps, firstError } = checkSolution(lines, { problem: problem.problem, timeLimitMs: 2000 });
  const bad = firstError === null ? undefined : steps[firstError];
  const isRight = equivalent(problem.answer, stated, { problem: problem.problem }).verdict === 'equal';
  const open = steps.flatMap(({ verdict }, i) => (verdict === 'unknown' ? [i] : []));
  const last = lines.length - 1;
  const isCalculated = (i: number): boolean => calculationsIn([problem.steps[i]!]).length > 0;
  const undecided = open.filter((i) => !(i === last ? isRight : isCalculated(i)));
  return {
    misread: !isRight,
    uncheckable: open.length,
    wrong:
      bad === undefined
        ? null
        : `${problem.problem} | ${lines[firstError ?? 0] ?? ''} | ${bad.reason} ${bad.counterexample ?? ''}`,
    undecided: undecided.map((i) => `${lines[i] ?? ''}  (${steps[i]?.reason ?? ''})`),
  };
}

function checkInjected(
  family: Family,
  problem: Problem,
  random: Random,
): 'none' | 'caught' | 'earlier' | 'missed' {
  const wrong = corrupt(family, problem, random);
  if (wrong === null) return 'none';
  const { firstError } = checkSolution(wrong.steps.map(visible), {
    problem: problem.problem,
    timeLimitMs: 2000,
  });
  if (firstError === null || firstError > wrong.firstWrong) return 'missed';
  return firstError === wrong.firstWrong ? 'caught' : 'earlier';
}

/** Audits one family at one difficulty. Same seed, same numbers. */
export function auditFamily(
  family: Family,
  difficulty: number,
  options: { readonly draws: number; readonly seed: number },
): AuditRow {
  const { draws, seed } = options;
  const problems = Array.from({ length: draws }, (_, i) =>
    family.draw(new Random(seed, difficulty * 100_003 + i), difficulty, i % 8 === 7 ? 'held' : 'train'),
  );
  const gold = problems.map(checkGold);
  const injected = problems.map((problem, i) => checkInjected(family, problem, new Random(seed + 1, i)));
  const undecidedLines = gold.flatMap(({ undecided }) => undecided);
  return {
    family: family.name,
    difficulty,
    draws,
    distinct: new Set(problems.map(({ key }) => key)).size,
    misread: gold.filter(({ misread }) => misread).length,
    wrong: gold.filter(({ wrong }) => wrong !== null).length,
    steps: problems.reduce((sum, { steps }) => sum + steps.length, 0),
    undecided: undecidedLines.length,
    uncheckable: gold.reduce((sum, { uncheckable }) => sum + uncheckable, 0),
    injected: injected.filter((outcome) => outcome !== 'none').length,
    caught: injected.filter((outcome) => outcome === 'caught').length,
    missedLabel: injected.filter((outcome) => outcome === 'earlier').length,
    example: gold.find(({ wrong }) => wrong !== null)?.wrong ?? null,
    undecidedLines: undecidedLines.slice(0, 40),
  };
}
