/** Limits at 0 that are known by heart: sin(ax)/(bx), tan(ax)/(bx), (e^(ax) − 1)/(bx), ln(1 + ax)/(bx). */
import { defineFamily } from '../family.ts';
import { tex } from '../kit/notation.ts';
import { ratio } from '../kit/rational.ts';
import { grown, term } from '../kit/text.ts';

type Kind = 'sin' | 'tan' | 'exp' | 'ln' | 'turned' | 'two';

interface KnownLimit {
  readonly kind: Kind;
  readonly letter: string;
  readonly a: number;
  readonly b: number;
}

function topText(kind: Kind, inside: string): string {
  if (kind === 'exp') return `(e**${/^[a-z]$/.test(inside) ? inside : `(${inside})`} - 1)`;
  if (kind === 'ln') return `ln(1 + ${inside})`;
  return `${kind === 'tan' ? 'tan' : 'sin'}(${inside})`;
}

/** The quotient; what is like its argument near 0 on top and below. */
function fractionText({ kind, letter, a, b }: KnownLimit): string {
  const [ax, bx] = [term(a, letter), term(b, letter)];
  const below = b === 1 ? bx : `(${bx})`;
  if (kind === 'turned') return `${ax}/${topText('sin', bx)}`;
  if (kind === 'two') return `${topText('sin', ax)}/${topText('sin', bx)}`;
  return `${topText(kind, ax)}/${below}`;
}

export const knownLimit = defineFamily<KnownLimit>({
  name: 'known-limit',
  topic: 'calculus',
  wordings: {
    train: [
      '{l}',
      '{l}',
      '[Find|Evaluate|Calculate|Compute] {l}.',
      'What is {l}?',
      '[Find|Compute|Determine] the limit {l}.',
      'What does {f} approach as {x} approaches 0?',
      'Limit of {f} as {x} goes to 0?',
      '[Find|What is] the limit of {f} as {x} tends to 0[.|?]',
    ],
    held: ['Near {x} = 0, which value does {f} come close to?', 'Where does {f} tend when {x} goes to 0?'],
  },
  sample(random, difficulty) {
    const kinds = ['sin', 'sin', 'tan', 'exp', 'ln', 'turned', 'two'] as const;
    const kind = random.pick(difficulty < 3 ? kinds.slice(0, 4) : kinds);
    const size = grown(difficulty, 3, 12);
    const isBare = random.chance(difficulty < 3 ? 0.4 : 0.15);
    return {
      kind,
      letter: random.pick(['x', 'x', 'x', 't', 'y', 'h']),
      a: isBare ? 1 : random.integer(1, size),
      b: isBare && kind !== 'two' ? 1 : random.integer(kind === 'two' ? size + 1 : 1, size * 2),
    };
  },
  ask(p) {
    const f = fractionText(p);
    return { slots: { l: `lim(${f},${p.letter},0)`, f, x: p.letter } };
  },
  solve({ kind, letter, a, b }, work) {
    const inside = kind === 'turned' ? term(b, letter) : term(a, letter);
    const parts =
      kind === 'two'
        ? [
            `${topText('sin', term(a, letter))}/(${term(a, letter)})`,
            `${topText('sin', term(b, letter))}/(${term(b, letter)})`,
          ]
        : [`${topText(kind, inside)}/(${inside})`];
    work.line(`Known limits: ${parts.map((part) => `$${tex(`lim(${part},${letter},0)`)} = 1$`).join(', ')}`);
    const [top, bottom] = work.choose<[number, number]>([a, b], ratio(a, b).equals(1) ? [] : [[b, a]]);
    const result = work.frac`${top}/${bottom}`;
    work.line(`Factor: $${result.mark}$`);
    return work.answer(result.value.toLatex());
  },
});
