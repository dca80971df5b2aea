/**
 * The sheet on which a family writes its solution, line by line. Every number that a solver computes, copies or
 * chooses goes through a hook (`calc`, `copy`, `choose`), so that the same derivation can be written with one
 * realistic error whose consequences carry through, or in another order or by another method. Knows nothing of
 * any family.
 */
import { Random } from '../../../base/random.ts';
import { calculate, calculateExactly, expressionOf, type Calculated } from './calculate.ts';
import { miscopied, spoiledCalculation, type FaultKind } from './faults.ts';
import { q, type Amount, type Rational } from './rational.ts';

/** A computed number: the calculator mark followed by the visible value, and that value alone. */
export interface Result {
  readonly value: Rational;
  /** `<<20-5=15>>15` */
  readonly mark: string;
  /** `15` */
  readonly tex: string;
}

/** Where an error was injected. */
export interface Fault {
  readonly kind: FaultKind;
  /** Index of the first wrong line. */
  readonly step: number;
}

export interface WorkOptions {
  /** The hook, counted from 0, at which the solver errs. */
  readonly errAt?: number;
  /** Which error is made there. */
  readonly errRandom?: Random;
  /** Picks among harmless alternatives; without it the canonical derivation is written. */
  readonly style?: Random;
}

function resultOf({ expression, value, shown }: Calculated, isMarked = true): Result {
  const tex = shown.includes('/') ? value.toLatex() : shown;
  return { value, tex, mark: isMarked ? `<<${expression}=${shown}>>${tex}` : tex };
}

/** How a number stands in a calculator expression: `7`, `-3/4`, or the decimal it was written as. */
type Operand = Amount | string;

function shownOperand(value: Operand): string {
  return typeof value === 'string' ? value : q(value).toString();
}

/** A solution in the making. */
export class Work {
  readonly steps: string[] = [];
  /** Hooks passed so far. */
  hooks = 0;
  /** The error that was made, once it has been. */
  fault: Fault | null = null;

  private readonly options: WorkOptions;
  private isConfirming = false;

  constructor(options: WorkOptions = {}) {
    this.options = options;
  }

  /** Writes a line. */
  line(text: string): void {
    this.steps.push(text);
  }

  /** Writes a line that only confirms; left out in some harmless variants and after an error. */
  check(text: () => string): void {
    if (this.fault !== null || this.options.style?.chance(0.5) === true) return;
    this.isConfirming = true;
    this.line(text());
    this.isConfirming = false;
  }

  /** `from − away`, written as an addition where `away` is negative. */
  less(from: Amount, away: Amount): Result {
    return q(away).sign() < 0 ? this.calc`${from}+${q(away).negated()}` : this.calc`${from}-${away}`;
  }

  /** `a + b`, written as a subtraction where `b` is negative. */
  more(a: Amount, b: Amount): Result {
    return this.less(a, q(b).negated());
  }

  /** Writes the final line. */
  answer(latex: string): string {
    this.line(`$\\boxed{${latex}}$`);
    return latex;
  }

  /**
   * A calculation as a template: calc`${a}*${b}+1`. Negative and fractional operands are bracketed where needed;
   * a string operand stands for a decimal. Throws a RangeError where the value does not exist.
   */
  calc(parts: readonly string[], ...values: readonly Operand[]): Result {
    return this.compute(parts, values, '');
  }

  /** As `calc`, where a value that is no integer is wanted as a decimal. */
  decimal(parts: readonly string[], ...values: readonly Operand[]): Result {
    return this.compute(parts, values, 'decimal');
  }

  /** As `calc`, asking for a fraction: for places where a value may be one. */
  frac(parts: readonly string[], ...values: readonly Operand[]): Result {
    return this.compute(parts, values, 'frac(');
  }

  /** `a·x + b`, written as a subtraction where `b` is negative. */
  timesPlus(a: Amount, x: Amount, b: Amount): Result {
    const rest = q(b);
    if (rest.sign() === 0) return this.calc`${a}*${x}`;
    return rest.sign() < 0 ? this.calc`${a}*${x}-${rest.negated()}` : this.calc`${a}*${x}+${rest}`;
  }

  /** A number carried from one place to another; the next line shows it. */
  copy(value: Amount): Rational {
    const right = q(value);
    const random = this.errsNow();
    if (random === null) return right;
    this.fault = { kind: 'copy', step: this.steps.length };
    return miscopied(right, random);
  }

  /** A decision; `wrong` are the mistakes people make at it. The next line shows it. */
  choose<T>(right: T, wrong: readonly T[]): T {
    const random = this.errsNow();
    if (random === null || wrong.length === 0) return right;
    this.fault = { kind: 'choice', step: this.steps.length };
    return random.pick(wrong);
  }

  /** One of several equally right ways; the first is the canonical one. */
  way<T>(options: readonly T[]): T {
    return this.options.style?.pick(options) ?? options[0]!;
  }

  /** Items whose order does not matter; the given order is the canonical one. */
  anyOrder<T>(items: readonly T[]): readonly T[] {
    return this.options.style?.shuffled(items) ?? items;
  }

  private compute(
    parts: readonly string[],
    values: readonly Operand[],
    open: '' | 'decimal' | 'frac(',
  ): Result {
    const shown = values.map(shownOperand);
    const isWhole = !/[/]/.test([...parts, ...shown].join(' '));
    const wrapped =
      open !== 'frac(' || isWhole ? parts : [open + parts[0]!, ...parts.slice(1, -1), `${parts.at(-1)!})`];
    const expression = expressionOf(wrapped, shown);
    const right = open === 'decimal' ? calculate(expression) : calculateExactly(expression);
    const random = this.errsNow();
    if (random === null) return resultOf(right);
    const spoiled = spoiledCalculation({ parts: wrapped, values: shown, right: right.value }, random);
    if (spoiled === null) return resultOf(right);
    this.fault = { kind: spoiled.kind, step: this.steps.length };
    return resultOf(spoiled.made, spoiled.kind !== 'slip');
  }

  private errsNow(): Random | null {
    if (this.isConfirming) return null;
    const isHere = this.hooks === this.options.errAt && this.fault === null;
    this.hooks++;
    return isHere ? (this.options.errRandom ?? new Random(this.hooks)) : null;
  }
}
