/**
 * Multi-step word problems from a dependency graph, in the manner of GSM8K and iGSM: quantities defined by numbers
 * or by earlier quantities (more, fewer, times, half, sum), some of them not needed, in mixed order. The solution
 * finds the needed ones in the order of their dependencies.
 */
import type { Random } from '../../../base/random.ts';
import { defineFamily } from '../family.ts';
import type { Rational } from '../kit/rational.ts';
import { grown, scaled } from '../kit/text.ts';
import { words, type Slots } from '../kit/wording.ts';
import type { Work } from '../kit/work.ts';
import { people, thing } from './cast.ts';

type Rule =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'more' | 'fewer' | 'times'; readonly of: number; readonly by: number }
  | { readonly kind: 'half'; readonly of: number }
  | { readonly kind: 'sum'; readonly of: number; readonly and: number };

interface Quantity {
  readonly owner: string;
  readonly rule: Rule;
  readonly value: number;
}

interface Graph {
  readonly what: string;
  readonly quantities: readonly Quantity[];
  readonly order: readonly number[];
  /** One or two quantities; two are added, or compared. */
  readonly asked: readonly number[];
  readonly question: 'one' | 'together' | 'difference';
  /** Which of the sentence forms each quantity takes. */
  readonly forms: readonly number[];
}

function drawRule(earlier: readonly Quantity[], random: Random, size: number): { rule: Rule; value: number } {
  if (earlier.length === 0 || random.chance(0.2)) {
    const value = random.integer(2, size);
    return { rule: { kind: 'number', value }, value };
  }
  const of = random.chance(0.6) ? earlier.length - 1 : random.integer(0, earlier.length - 1);
  const base = earlier[of]!.value;
  const kind = random.pick(['more', 'fewer', 'times', 'times', 'half', 'sum'] as const);
  if (kind === 'half' && base % 2 === 0 && base > 2) return { rule: { kind, of }, value: base / 2 };
  if (kind === 'sum' && earlier.length > 1) {
    const and = (of + random.integer(1, earlier.length - 1)) % earlier.length;
    return { rule: { kind, of, and }, value: base + earlier[and]!.value };
  }
  if (kind === 'times' && base * 2 <= size * 6) {
    const by = random.integer(2, base * 4 <= size * 6 ? 4 : 2);
    return { rule: { kind, of, by }, value: base * by };
  }
  if (kind === 'fewer' && base > 2) {
    const by = random.integer(1, base - 1);
    return { rule: { kind, of, by }, value: base - by };
  }
  const by = random.integer(1, size);
  return { rule: { kind: 'more', of, by }, value: base + by };
}

function sentence({ owner, rule }: Quantity, graph: Graph, form: number): { template: string; slots: Slots } {
  const { what, quantities } = graph;
  const name = (index: number): string => quantities[index]!.owner;
  const many =
    rule.kind === 'times' ? (rule.by === 2 ? 'twice' : rule.by === 3 ? 'three times' : 'four times') : '';
  const forms: Readonly<Record<Rule['kind'], readonly string[]>> = {
    number: ['{x} has {n} {what}.', '{x} owns {n} {what}.'],
    more: ['{x} has {n} more {what} than {y}.', '{x} has as many {what} as {y} and {n} more.'],
    fewer: ['{x} has {n} fewer {what} than {y}.', '{y} has {n} more {what} than {x}.'],
    times: ['{x} has {n} as many {what} as {y}.', 'The number of {what} {x} has is {n} that of {y}.'],
    half: ['{x} has half as many {what} as {y}.', '{y} has twice as many {what} as {x}.'],
    sum: [
      '{x} has as many {what} as {y} and {z} together.',
      '{x} has the same number of {what} as {y} and {z} combined.',
    ],
  };
  const number =
    rule.kind === 'number'
      ? String(rule.value)
      : rule.kind === 'times'
        ? many
        : 'by' in rule
          ? String(rule.by)
          : '';
  return {
    template: forms[rule.kind][form % 2]!,
    slots: {
      x: words(owner),
      what: words(what),
      n: words(number),
      y: words('of' in rule ? name(rule.of) : ''),
      z: words(rule.kind === 'sum' ? name(rule.and) : ''),
    },
  };
}

/** Finds a quantity and what it depends on, one line each, nothing twice. */
function findInLines(
  index: number,
  graph: Graph,
  options: { found: Map<number, Rational>; work: Work },
): Rational {
  const { found, work } = options;
  const known = found.get(index);
  if (known !== undefined) return known;
  const { owner, rule } = graph.quantities[index]!;
  const value = valueOf(rule, graph, options);
  work.line(`${owner}: $${'mark' in value ? value.mark : value.toLatex()}$`);
  const result = 'mark' in value ? value.value : value;
  found.set(index, result);
  return result;
}

function valueOf(
  rule: Rule,
  graph: Graph,
  options: { found: Map<number, Rational>; work: Work },
): Rational | ReturnType<Work['calc']> {
  const { work } = options;
  if (rule.kind === 'number') return work.copy(rule.value);
  const base = findInLines(rule.of, graph, options);
  switch (rule.kind) {
    case 'more':
      return work.calc`${base}+${rule.by}`;
    case 'fewer':
      return work.calc`${base}-${rule.by}`;
    case 'times':
      return work.calc`${rule.by}*${base}`;
    case 'half':
      return work.frac`${base}/2`;
    case 'sum': {
      const other = findInLines(rule.and, graph, options);
      return work.calc`${base}+${other}`;
    }
  }
}

export const storyGraph = defineFamily<Graph>({
  name: 'story-graph',
  topic: 'words',
  wordings: {
    one: {
      train: [
        'How many {what} does {x} have?',
        '[What is|Find] the number of {what} [of|that belong to] {x}[?|.]',
        '[Work out|Determine] how many {what} {x} has.',
      ],
      held: ['How large is the collection of {x}, in {what}?'],
    },
    together: {
      train: [
        'How many {what} do {x} and {y} have [together|in total|altogether]?',
        '[What is|Find] the total number of {what} of {x} and {y}[?|.]',
        'Together, how many {what} do {x} and {y} own?',
      ],
      held: ['If {x} and {y} put their {what} in one pile, how many lie there?'],
    },
    difference: {
      train: [
        'How many more {what} does {x} have than {y}?',
        'By how many {what} does {x} have more than {y}?',
        '[What is|Find] the difference between the {what} of {x} and those of {y}[?|.]',
      ],
      held: ['How many {what} would {y} need to catch up with {x}?'],
    },
  },
  sample(random, difficulty) {
    const count = scaled(difficulty, 2, 7) + random.integer(0, 1);
    const owners = people(random, count);
    const size = grown(difficulty, 8, 40);
    const quantities: Quantity[] = [];
    for (const owner of owners) quantities.push({ owner, ...drawRule(quantities, random, size) });
    const last = count - 1;
    const other = random.integer(0, count - 2);
    const question = random.pick(['one', 'together', 'difference'] as const);
    const isEqual = quantities[last]!.value === quantities[other]!.value;
    const pair = quantities[last]!.value > quantities[other]!.value ? [last, other] : [other, last];
    const indices = quantities.map((_, i) => i);
    return {
      what: thing(random),
      quantities,
      order: difficulty > 5 ? random.shuffled(indices) : indices,
      asked: question === 'one' || isEqual ? [last] : pair,
      question: isEqual ? 'one' : question,
      forms: indices.map(() => random.integer(0, 1)),
    };
  },
  ask(graph) {
    const { what, quantities, order, asked, question, forms } = graph;
    const [x, y] = asked.map((index) => quantities[index]!.owner);
    return {
      form: question,
      preamble: order.map((index) => sentence(quantities[index]!, graph, forms[index]!)),
      slots: { what: words(what), x: words(x ?? ''), y: words(y ?? '') },
    };
  },
  solve(graph, work) {
    const found = new Map<number, Rational>();
    const values = graph.asked.map((index) => findInLines(index, graph, { found, work }));
    if (values.length === 1) return work.answer(values[0]!.toLatex());
    const isSum = work.choose(graph.question === 'together', [graph.question !== 'together']);
    const result = isSum ? work.calc`${values[0]!}+${values[1]!}` : work.calc`${values[0]!}-${values[1]!}`;
    work.line(`${isSum ? 'Together' : 'Difference'}: $${result.mark}$`);
    return work.answer(result.tex);
  },
});

interface Inventory {
  readonly places: readonly string[];
  readonly kinds: readonly string[];
  /** Counts per place and kind. */
  readonly each: readonly (readonly number[])[];
  readonly asked: 'kind' | 'place' | 'all';
  readonly index: number;
}

export const storyInventory = defineFamily<Inventory>({
  name: 'story-inventory',
  topic: 'words',
  wordings: {
    kind: {
      train: [
        'How many {k} are there [in all|altogether|in total]?',
        'Find the total number of {k}.',
        'What is the total number of {k}?',
        'Count all {k}.',
      ],
      held: ['Over all places, how many {k}?'],
    },
    place: {
      train: [
        'How many things are [in|at] the {p}?',
        'What is the total for the {p}?',
        'Find the number of all things in the {p}.',
      ],
      held: ['Counting everything, how much does the {p} hold?'],
    },
    all: {
      train: [
        'How many things are there [in all|altogether|in total]?',
        'What is the grand total?',
        'Find the number of all things together.',
      ],
      held: ['Counting everything everywhere, what is the number?'],
    },
  },
  sample(random, difficulty) {
    const places = random
      .shuffled(['kitchen', 'garage', 'classroom', 'library', 'office', 'cellar', 'shop', 'attic'])
      .slice(0, scaled(difficulty, 2, 3));
    const kinds = random
      .shuffled(['books', 'lamps', 'boxes', 'chairs', 'pens', 'plates', 'tools', 'bags'])
      .slice(0, scaled(difficulty, 2, 3));
    const each = places.map(() => kinds.map(() => random.integer(1, grown(difficulty, 9, 90))));
    const asked = random.pick(['kind', 'place', 'all'] as const);
    return {
      places,
      kinds,
      each,
      asked,
      index: random.integer(0, (asked === 'kind' ? kinds : places).length - 1),
    };
  },
  ask({ places, kinds, each, asked, index }) {
    const list = (parts: readonly string[]): string =>
      `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)!}`;
    return {
      form: asked,
      preamble: places.map((place, i) => ({
        template: 'The {p} has {l}.',
        slots: { p: words(place), l: words(list(kinds.map((kind, j) => `${each[i]![j]!} ${kind}`))) },
      })),
      slots: {
        k: words(kinds[asked === 'kind' ? index : 0]!),
        p: words(places[asked === 'place' ? index : 0]!),
      },
    };
  },
  solve({ places, each, asked, index }, work) {
    const addUp = (values: readonly (number | Rational)[]): ReturnType<Work['calc']> =>
      work.calc(['', ...values.slice(1).map(() => '+'), ''], ...values);
    if (asked === 'all') {
      const sums = each.map((row, i) => {
        const sum = addUp(row);
        work.line(`${places[i]!}: $${sum.mark}$`);
        return sum.value;
      });
      const total = addUp(sums);
      work.line(`Together: $${total.mark}$`);
      return work.answer(total.tex);
    }
    const total = addUp(asked === 'place' ? each[index]! : each.map((row) => row[index]!));
    work.line(`$${total.mark}$`);
    return work.answer(total.tex);
  },
});
