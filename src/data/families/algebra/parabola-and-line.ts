/** What is read off a rule: the vertex of a parabola, slope and intercepts of a line. */
import { defineFamily } from '../family.ts';
import { grown, nonZero, polynomial } from '../kit/text.ts';

const kinds = ['vertex', 'slope', 'yIntercept', 'xIntercept', 'value'] as const;

interface Rule {
  readonly kind: (typeof kinds)[number];
  /** Of a line m·x + b, or of (x − m)² + b. */
  readonly m: number;
  readonly b: number;
  readonly x: number;
}

function ruleOf({ kind, m, b }: Rule): number[] {
  return kind === 'vertex' ? [m * m + b, -2 * m, 1] : [b, m];
}

export const parabolaAndLine = defineFamily<Rule>({
  name: 'parabola-and-line',
  topic: 'algebra',
  wordings: {
    vertex: {
      train: [
        '[What is|Find] the vertex of [the parabola |]{y}[?|.]',
        'Vertex of {y}',
        'Where is the vertex of [the parabola |]{y}?',
        '[Find|Give] the turning point of {y}.',
      ],
      held: ['At which point does {y} turn?'],
    },
    slope: {
      train: [
        '[What is|Find] the [slope|gradient] of [the line |]{y}[?|.]',
        '[Slope|Gradient] of [the line |]{y}',
        'What slope does [the line |]{y} have?',
      ],
      held: ['How steep is the line {y}?'],
    },
    yIntercept: {
      train: [
        '[What is|Find] the y-intercept of [the line |]{y}[?|.]',
        'y-intercept of {y}',
        'Where does {y} [cross|meet|cut] the y-axis? Give y.',
      ],
      held: ['At which height does {y} meet the y-axis?'],
    },
    xIntercept: {
      train: [
        '[What is|Find] the x-intercept of [the line |]{y}[?|.]',
        'x-intercept of {y}',
        'Where does {y} [cross|meet|cut] the x-axis? Give x.',
      ],
      held: ['For which x is the line {y} at height 0?'],
    },
    value: {
      train: [
        'Evaluate {e} [for|at|when] {at}.',
        '[What is|Find] {e} [if|when|for] {at}[?|.]',
        'Value of {e} [for|at] {at}',
        'Substitute {at} into {e}.',
      ],
      held: ['Put {at} into {e}. What comes out?'],
    },
  },
  sample(random, difficulty) {
    const kind = random.pick(kinds);
    const size = grown(difficulty, 6, 20);
    if (kind === 'vertex')
      return { kind, m: nonZero(random, -size, size), b: random.integer(-size, size), x: 0 };
    const m = nonZero(random, -size, size);
    const x = random.integer(-size, size);
    return {
      kind,
      m,
      b: kind === 'xIntercept' && random.chance(0.7) ? -m * x : random.integer(-size, size),
      x,
    };
  },
  ask(p) {
    const rule = polynomial(ruleOf(p), 'x');
    return { form: p.kind, slots: { y: `y = ${rule}`, e: rule, at: `x = ${p.x}` } };
  },
  solve(p, work) {
    const { kind, m, b, x } = p;
    if (kind === 'slope' || kind === 'yIntercept') {
      return work.answer(String(kind === 'slope' ? work.choose(m, [b]) : work.choose(b, [m])));
    }
    if (kind === 'xIntercept') {
      const root = work.frac`${-b}/${m}`;
      work.line(`$x = ${root.mark}$`);
      return work.answer(root.value.toLatex());
    }
    if (kind === 'value') {
      const result = work.timesPlus(m, x, b);
      work.line(`$${result.mark}$`);
      return work.answer(result.tex);
    }
    const [c, linear] = ruleOf(p) as [number, number];
    const at = work.frac`${-linear}/2`;
    const y = work.calc`${at}^2+${linear}*${at}+${c}`;
    work.line(`$x = ${at.mark}$, $y = ${y.mark}$`);
    return work.answer(`(${at.value.toLatex()}, ${y.tex})`);
  },
});
