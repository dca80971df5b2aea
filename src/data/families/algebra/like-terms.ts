/** A few like terms in one or two letters, put together: 3x + 5x − 2x, 2x + 3y − x + 4y. */
import { defineFamily } from '../family.ts';
import { tex } from '../kit/notation.ts';
import { grown, joined, letterFor, nonZero, term } from '../kit/text.ts';

interface LikeTerms {
  /** In the order written; an empty letter is a number. */
  readonly terms: readonly { readonly coefficient: number; readonly letter: string }[];
}

export const likeTerms = defineFamily<LikeTerms>({
  name: 'like-terms',
  topic: 'algebra',
  wordings: {
    train: [
      '{e}',
      '[Simplify|Shorten|Collect|Combine] {e}.',
      'Simplify {e}',
      'What is {e}[ simplified|]?',
      '[Add up|Put together|Collect|Combine] the [like |]terms: {e}',
      'Combine like terms in {e}.',
      'I need {e} simplified.',
      'Write {e} as short as possible.',
    ],
    held: ['Which shorter expression equals {e}?', 'Gather equal letters: {e}'],
  },
  sample(random, difficulty) {
    const size = grown(difficulty, 7, 40);
    const x = letterFor(random);
    const letters = random.pick([[x], [x, ''], [x, letterFor(random, [x])]]);
    const count = random.integer(letters.length === 1 ? 2 : 3, Math.min(6, 3 + Math.ceil(difficulty / 3)));
    for (;;) {
      const terms = Array.from({ length: count }, (_, i) => ({
        coefficient: i === 0 ? random.integer(1, size) : nonZero(random, -size, size),
        letter: random.pick(letters),
      }));
      const isMixed = letters.every((letter) => terms.some((part) => part.letter === letter));
      const isLong = letters.some((letter) => terms.filter((part) => part.letter === letter).length > 1);
      if (isMixed && isLong) return { terms };
    }
  },
  ask: ({ terms }) => ({
    slots: { e: joined(terms.map(({ coefficient, letter }) => term(coefficient, letter))) },
  }),
  solve({ terms }, work) {
    const letters = [...new Set(terms.map(({ letter }) => letter))].sort(
      (a, b) => Number(a === '') - Number(b === ''),
    );
    const notes: string[] = [];
    const totals = letters.map((letter) => {
      const values = terms.filter((part) => part.letter === letter).map(({ coefficient }) => coefficient);
      if (values.length === 1) return term(values[0]!, letter);
      const parts = ['', ...values.slice(1).map((value) => (value < 0 ? '-' : '+')), ''];
      const result = work.calc(parts, values[0]!, ...values.slice(1).map(Math.abs));
      notes.push(`$${letter === '' ? '1' : letter}$: $${result.mark}$`);
      return term(result.value, letter);
    });
    work.line(`Collect: ${notes.join(', ')}`);
    return work.answer(tex(joined(totals)));
  },
});
