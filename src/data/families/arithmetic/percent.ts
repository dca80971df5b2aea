/** Percentages: parts, rates, changes, the whole from a part; simple and compound interest. */
import { defineFamily } from '../family.ts';
import { q, type Rational } from '../kit/rational.ts';
import { grown, scaled } from '../kit/text.ts';

interface Percent {
  readonly form: 'of' | 'rate' | 'whole';
  readonly rate: number;
  readonly whole: number;
}

export const percentOf = defineFamily<Percent>({
  name: 'percent-of',
  topic: 'arithmetic',
  wordings: {
    of: {
      train: [
        '[What is|Find|Calculate|Work out] {r}% of {w}[?|.]',
        'How much is {r}% of {w}?',
        '{r}% of {w}',
        '{r} percent of {w} is what?',
        '[Determine|Compute] {r} percent of {w}.',
        'What number is {r}% of {w}?',
        'What does {r}% of {w} come to?',
      ],
      held: ['Take {r} percent of {w}.'],
    },
    rate: {
      train: [
        'What percent of {w} is {p}?',
        '{p} is what [percent|percentage] of {w}?',
        '[Express|Write] {p} as a percentage of {w}.',
        'Which percentage of {w} [is|gives] {p}?',
      ],
      held: ['How many percent of {w} make {p}?'],
    },
    whole: {
      train: [
        '{p} is {r}% of [what number|which number]?',
        '{r}% of [a number|what number] is {p}. [Find|What is] the number.',
        'If {r}% of a number is {p}, what is the number?',
      ],
      held: ['{p} makes up {r} percent. What is the whole?'],
    },
  },
  sample(random, difficulty) {
    const rate = difficulty < 4 ? 5 * random.integer(1, 20) : random.integer(1, scaled(difficulty, 60, 180));
    const step = 100 / Math.max(1, gcdOf(rate, 100));
    const whole = random.chance(0.8)
      ? step * random.integer(1, grown(difficulty, 9, 90))
      : random.integer(2, grown(difficulty, 60, 900));
    return { form: random.pick(['of', 'of', 'rate', 'whole'] as const), rate, whole };
  },
  ask({ form, rate, whole }) {
    const part = q(whole).times(rate).over(100);
    return { form, slots: { r: String(rate), w: String(whole), p: part.toDecimal() ?? part.toString() } };
  },
  solve({ form, rate, whole }, work) {
    const part = q(whole).times(rate).over(100);
    const shown = part.toDecimal() ?? part.toString();
    const result =
      form === 'of'
        ? work.decimal`${rate}/100*${whole}`
        : form === 'rate'
          ? work.decimal`${shown}/${whole}*100`
          : work.decimal`${shown}/${rate}*100`;
    work.line(form === 'rate' ? `$${result.mark}\\%$` : `$${result.mark}$`);
    return work.answer(form === 'rate' ? `${result.tex}\\%` : result.tex);
  },
});

function gcdOf(a: number, b: number): number {
  return b === 0 ? a : gcdOf(b, a % b);
}

interface Change {
  readonly form: 'apply' | 'find';
  readonly start: number;
  readonly rate: number;
}

export const percentChange = defineFamily<Change>({
  name: 'percent-change',
  topic: 'arithmetic',
  wordings: {
    apply: {
      train: [
        '[Increase|Raise] {s} by {r}%.',
        'What is {s} [increased|raised] by {r}%?',
        'A price of {s} rises by {r}%. [What is the new price|Find the new price].',
        'A number {s} grows by {r} percent. What does it become?',
      ],
      held: ['After a rise of {r}%, what has {s} become?'],
    },
    lower: {
      train: [
        '[Decrease|Reduce|Lower] {s} by {r}%.',
        'What is {s} [decreased|reduced] by {r}%?',
        'A price of {s} falls by {r}%. [What is the new price|Find the new price].',
        'Take {r}% off {s}.',
        'A [shirt|coat|book|bag|game] costs {s} dollars and is {r}% off. What is the [new|sale] price?',
        'A [jacket|lamp|phone] for {s} euros is reduced by {r}%. [What does it cost now|How much is it now]?',
      ],
      held: ['After a discount of {r}%, what is left of {s}?'],
    },
    find: {
      train: [
        'What is the [percent|percentage] change from {s} to {t}?',
        'By what percentage does {s} change to become {t}?',
        '[Find|Calculate] the percentage change from {s} to {t}.',
      ],
      held: ['A value goes from {s} to {t}. Give the change in percent.'],
    },
  },
  sample(random, difficulty) {
    const rate = (difficulty < 4 ? 10 * random.integer(1, 9) : random.integer(1, 95)) * random.pick([1, -1]);
    const step = 100 / gcdOf(Math.abs(rate), 100);
    return {
      form: random.pick(['apply', 'apply', 'find'] as const),
      start: step * random.integer(1, grown(difficulty, 9, 60)),
      rate,
    };
  },
  ask({ form, start, rate }) {
    const end = q(start)
      .times(100 + rate)
      .over(100);
    const slots = { s: String(start), r: String(Math.abs(rate)), t: end.toDecimal() ?? end.toString() };
    return { form: form === 'find' ? 'find' : rate > 0 ? 'apply' : 'lower', slots };
  },
  solve({ form, start, rate }, work) {
    const end = q(start)
      .times(100 + rate)
      .over(100);
    if (form === 'find') {
      const change = work.less(end, start);
      work.line(`Change: $${change.mark}$`);
      const base = work.choose<Rational>(q(start), [end]);
      const percent = work.decimal`${change}/${base}*100`;
      work.line(`$\\frac{${change.tex}}{${base.toLatex()}} = ${percent.mark}\\%$`);
      return work.answer(`${percent.tex}\\%`);
    }
    const part = work.decimal`${Math.abs(rate)}/100*${start}`;
    work.line(`Change: $${part.mark}$`);
    const isUp = work.choose(rate > 0, [rate < 0]);
    const result = isUp ? work.decimal`${start}+${part.tex}` : work.decimal`${start}-${part.tex}`;
    work.line(`$${result.mark}$`);
    return work.answer(result.tex);
  },
});

interface Interest {
  readonly sum: number;
  readonly rate: number;
  readonly years: number;
  readonly isCompound: boolean;
}

export const interest = defineFamily<Interest>({
  name: 'interest',
  topic: 'arithmetic',
  wordings: {
    simple: {
      train: [
        '[Find|Calculate|What is] the simple interest on {s} [dollars|euros|] at {r}% [a year|per year|per annum] for {y} years[?|.]',
        'How much simple interest does {s} [dollars|euros] earn in {y} years at {r}% [a year|per year]?',
        '{s} is lent for {y} years at {r}% simple interest a year. How much interest is paid?',
      ],
      held: ['What interest, without compounding, comes from {s} at {r} percent over {y} years?'],
    },
    compound: {
      train: [
        '{s} [dollars|euros] are invested at {r}% compound interest [a year|per year]. What is the [amount|balance] after {y} years?',
        '[Find|Calculate] what {s} [dollars|euros] become after {y} years at {r}% compounded [yearly|annually].',
        'A deposit of {s} grows by {r}% every year. What is it worth after {y} years?',
      ],
      held: ['Interest of {r}% is added to {s} each year. How much is there after {y} years?'],
    },
  },
  sample(random, difficulty) {
    const isCompound = difficulty > 3 && random.chance(0.5);
    return {
      isCompound,
      sum: isCompound
        ? 1000 * random.integer(1, grown(difficulty, 9, 60))
        : 50 * random.integer(1, grown(difficulty, 20, 400)),
      rate: isCompound ? random.pick([5, 10, 20]) : random.integer(1, 12),
      years: isCompound ? random.integer(2, 3) : random.integer(2, 9),
    };
  },
  ask({ sum, rate, years, isCompound }) {
    return {
      form: isCompound ? 'compound' : 'simple',
      slots: { s: String(sum), r: String(rate), y: String(years) },
    };
  },
  solve({ sum, rate, years, isCompound }, work) {
    if (!isCompound) {
      const yearly = work.decimal`${sum}*${rate}/100`;
      work.line(`A year: $${yearly.mark}$`);
      const result = work.decimal`${yearly.tex}*${years}`;
      work.line(`$${result.mark}$`);
      return work.answer(result.tex);
    }
    let balance = String(sum);
    for (let year = 1; year <= years; year++) {
      const next = work.decimal`${balance}*${100 + rate}/100`;
      work.line(`Year ${year}: $${next.mark}$`);
      balance = next.tex;
    }
    return work.answer(balance);
  },
});
