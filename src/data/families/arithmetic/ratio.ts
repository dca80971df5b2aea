/** Ratios: simplest form, and sharing an amount in a ratio. */
import { defineFamily } from '../family.ts';
import { grown, scaled } from '../kit/text.ts';
import { words } from '../kit/wording.ts';

interface Share {
  readonly parts: readonly number[];
  readonly unit: number;
  readonly asked: 'largest' | 'smallest' | 'all';
}

export const ratioShare = defineFamily<Share>({
  name: 'ratio-share',
  topic: 'arithmetic',
  wordings: {
    all: {
      train: [
        '[Divide|Share|Split] {t} in the ratio {r}.',
        '[Divide|Share|Split] {t} into parts in the ratio {r}.',
        '{t} is [divided|shared|split] in the ratio {r}. [What are the parts|Find the parts|How large is each part][.|?]',
        'Two parts of {t} are in the ratio {r}. What are they?',
      ],
      held: ['Cut {t} into pieces as {r}. Give every piece.'],
    },
    one: {
      train: [
        '[Divide|Share|Split] {t} in the ratio {r}. [What is|Find] the {asked} [share|part][?|.]',
        '{t} is [divided|shared|split] in the ratio {r}. How [large|big] is the {asked} [share|part]?',
        '{t} [marbles|coins|stickers|sweets] are shared in the ratio {r}. How many are in the {asked} [share|part]?',
        '[Find|Calculate] the {asked} part when {t} is split in the ratio {r}.',
      ],
      held: [
        'In what amounts is {t} cut if the pieces are as {r}? Give the {asked} piece.',
        'Partners split {t} as {r}. What does the {asked} share come to?',
      ],
    },
  },
  sample(random, difficulty) {
    const asked = random.pick(['largest', 'smallest', 'all'] as const);
    const count = difficulty > 4 && asked !== 'all' && random.chance(0.5) ? 3 : 2;
    for (;;) {
      const parts = Array.from({ length: count }, () => random.integer(1, scaled(difficulty, 5, 12)));
      const isClear = new Set(parts).size === parts.length;
      if (isClear)
        return {
          parts,
          unit: random.integer(2, grown(difficulty, 9, 90)),
          asked,
        };
    }
  },
  ask({ parts, unit, asked }) {
    const total = parts.reduce((sum, part) => sum + part, 0) * unit;
    const form = asked === 'all' ? 'all' : 'one';
    return { form, slots: { t: String(total), r: words(parts.join(':')), asked: words(asked) } };
  },
  solve({ parts, unit, asked }, work) {
    const sum = work.calc(['', ...parts.slice(1).map(() => '+'), ''], ...parts);
    work.line(`Parts: $${sum.mark}$`);
    const total = parts.reduce((all, part) => all + part, 0) * unit;
    const one = work.frac`${total}/${sum}`;
    work.line(`One part: $${one.mark}$`);
    if (asked === 'all') {
      const shares = parts.map((part) => work.frac`${part}*${one}`);
      work.line(shares.map((share) => `$${share.mark}$`).join(', '));
      return work.answer(shares.map((share) => share.value.toLatex()).join(', '));
    }
    const [high, low] = [Math.max(...parts), Math.min(...parts)];
    const count = work.choose(asked === 'largest' ? high : low, [asked === 'largest' ? low : high]);
    const result = work.frac`${count}*${one}`;
    work.line(`$${result.mark}$`);
    return work.answer(result.value.toLatex());
  },
});

export const simplifyRatio = defineFamily<{ a: number; b: number }>({
  name: 'simplify-ratio',
  topic: 'arithmetic',
  wordings: {
    train: [
      'Simplify the ratio {a}:{b}.',
      '[Write|Express|Give] the ratio {a}:{b} in [simplest form|lowest terms].',
      'What is {a}:{b} in [simplest form|lowest terms]?',
      '[Simplify|Reduce] {a}:{b}.',
      'Reduce the ratio of {a} to {b} [as far as possible|to lowest terms].',
    ],
    held: [
      'Cancel {a}:{b} to the smallest whole numbers.',
      'Two lengths are {a} and {b}. What is their ratio in lowest terms?',
    ],
  },
  sample(random, difficulty) {
    const k = random.integer(2, grown(difficulty, 7, 90));
    return {
      a: k * random.integer(1, grown(difficulty, 7, 60)),
      b: k * random.integer(1, grown(difficulty, 9, 60)),
    };
  },
  ask: ({ a, b }) => ({ slots: { a: words(String(a)), b: words(String(b)) } }),
  solve({ a, b }, work) {
    const common = work.calc`gcd(${a},${b})`;
    work.line(`$${common.mark}$`);
    const [x, y] = [work.calc`${a}/${common}`, work.calc`${b}/${common}`];
    work.line(`$${x.mark}$, $${y.mark}$`);
    return work.answer(`${x.tex}:${y.tex}`);
  },
});
