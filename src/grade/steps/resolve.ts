/**
 * Definitions carried along a derivation: functions (`f(x) = …`), symbols (`let u = x²`, `y = x³`), and what follows
 * from them: f(2), f′(x), dy/dx, y′. Resolving a term puts in what is known and works out derivatives; what stays
 * unknown stays written.
 */
import { differentiate, resolveDerivatives } from './differentiate.ts';
import { holdsMatrix, isMatrix, workOut } from './matrix.ts';
import { isComplexFunction } from './complex.ts';
import { isKnownFunction } from './real.ts';
import { showTerm } from './show.ts';
import {
  add,
  freeSymbols,
  mapTerm,
  number,
  someTerm,
  substitute,
  symbol,
  type Term,
  termSize,
  children,
} from './term.ts';

export interface FunctionDefinition {
  readonly parameters: readonly string[];
  readonly body: Term;
}

const maxSize = 600;
const none: ReadonlySet<string> = new Set();

export class Definitions {
  readonly functions = new Map<string, FunctionDefinition>();
  /** Symbols that were introduced as names of an expression. */
  readonly symbols = new Map<string, Term>();
  private readonly disputed = new Set<string>();
  /** Symbols known to be a function of another: y in `y = x³`. */
  readonly dependents = new Map<string, Term>();

  private readonly letters: readonly string[];

  /** `letters`: constants (e, i) that are names like any other here. */
  constructor(letters: readonly string[] = []) {
    this.letters = letters;
  }

  /**
   * The term with functions and derivatives worked out; null where it grows beyond bounds. `kept` names stay written:
   * in ∫ eᵘ du the u is the variable, whatever it was introduced as.
   */
  resolve(term: Term, kept: ReadonlySet<string> = none): Term | null {
    this.kept = kept;
    let current = this.letters.length > 0 ? mapTerm(term, (part) => this.withLetters(part)) : term;
    for (let round = 0; round < 4; round++) {
      const next = this.pass(current);
      if (next === null || termSize(next) > maxSize) return null;
      if (next === current) break;
      current = next;
    }
    return holdsMatrix(current) ? workOut(current) : current;
  }

  private kept: ReadonlySet<string> = none;

  private withLetters(part: Term): Term {
    return part.kind === 'constant' && this.letters.includes(part.name) ? symbol(part.name) : part;
  }

  private pass(term: Term): Term | null {
    const changes: Term[] = [];
    const expanded = mapTerm(term, (part) => {
      const value = this.expand(part);
      if (value !== null) changes.push(value);
      return value ?? part;
    });
    if (someTerm(expanded, (part) => part.kind === 'derivative')) {
      const worked = resolveDerivatives(expanded);
      return worked ?? (changes.length > 0 ? expanded : term);
    }
    return changes.length > 0 ? expanded : term;
  }

  private expand(part: Term): Term | null {
    if (part.kind === 'call' && !isKnownFunction(part.name, part.inputs.length))
      return this.applyFunction(part);
    if (part.kind === 'symbol') return this.symbolValue(part.name);
    if (part.kind === 'derivative' && part.body.kind === 'symbol' && part.body.name !== part.variable) {
      const value = this.dependents.get(part.body.name) ?? this.functions.get(part.body.name)?.body;
      if (value === undefined) return null;
      // V = ⁴⁄₃πr³ and dV/dt: r changes with t, how is not said.
      if (!freeSymbols(value).has(part.variable))
        return part.order === 1 ? symbol(`d${part.body.name}/d${part.variable}`) : null;
      return { ...part, body: value };
    }
    return null;
  }

  private symbolValue(name: string): Term | null {
    if (this.kept.has(name)) return null;
    const value = this.symbols.get(name) ?? this.termOfSequence(name);
    if (value !== null) return value;
    const primes = /^(.*?)('+)$/.exec(name);
    const body = primes?.[1] === undefined ? undefined : this.dependents.get(primes[1]);
    const variable = body === undefined ? undefined : [...freeSymbols(body)][0];
    if (body === undefined || variable === undefined || freeSymbols(body).size !== 1) return null;
    return repeated(body, variable, primes?.[2]?.length ?? 0);
  }

  /** `a_5`, or `a_k` and `a_n+1`, of a sequence with a rule. */
  private termOfSequence(name: string): Term | null {
    const [, base, index] = /^([A-Za-z])_(.+)$/.exec(name) ?? [];
    const rule = base === undefined ? undefined : this.functions.get(`${base}_`);
    const [parameter] = rule?.parameters ?? [];
    if (rule === undefined || parameter === undefined || index === undefined) return null;
    const at = /^\d{1,6}$/.test(index)
      ? number(BigInt(index))
      : /^[kmn]$/.test(index)
        ? symbol(index)
        : /^([kmn])([+-]\d{1,3})$/.test(index)
          ? add(symbol(index.slice(0, 1)), number(BigInt(index.slice(1).replace('+', ''))))
          : null;
    return at === null ? null : substitute(rule.body, new Map([[parameter, at]]));
  }

  private applyFunction(part: Term & { kind: 'call' }): Term | null {
    const primes = /^(.*?)('*)$/.exec(part.name);
    const definition = this.functions.get(primes?.[1] ?? part.name);
    if (definition?.parameters.length !== part.inputs.length) return null;
    const order = primes?.[2]?.length ?? 0;
    const body =
      order === 0 ? definition.body : repeated(definition.body, definition.parameters[0] ?? '', order);
    if (body === null) return null;
    return substitute(body, new Map(definition.parameters.map((name, i) => [name, part.inputs[i] as Term])));
  }

  /** Takes `f(x) = body` or `a_n = …` as a definition, the first time; true where it was one. */
  define(left: Term, right: Term): boolean {
    if (left.kind === 'symbol') return this.defineSequence(left.name, right);
    if (left.kind !== 'call' || isKnownFunction(left.name, left.inputs.length) || left.name.endsWith("'"))
      return false;
    if (left.inputs.length === 0 || this.disputed.has(left.name)) return false;
    if (this.functions.has(left.name)) return this.dispute(left, right);
    const parameters = left.inputs.map((input) => (input.kind === 'symbol' ? input.name : ''));
    const names = freeSymbols(right);
    if (
      parameters.some((name) => !names.has(name)) ||
      someTerm(right, (part) => part.kind === 'call' && part.name === left.name)
    )
      return false;
    this.functions.set(left.name, { parameters, body: right });
    return true;
  }

  /** A second, other rule for the same function: an equation about it, after which neither counts as its definition. */
  private dispute(left: Term & { kind: 'call' }, right: Term): boolean {
    const { parameters, body } = this.functions.get(left.name) ?? { parameters: [], body: right };
    const isSame = left.inputs.every((input, i) => input.kind === 'symbol' && input.name === parameters[i]);
    if (isSame && !isSameText(body, right) && someTerm(body, isUndefinedCall)) {
      this.functions.delete(left.name);
      this.disputed.add(left.name);
    }
    return false;
  }

  /** `a_n = 3n + 2`: a rule for every term, in the index alone. */
  private defineSequence(name: string, right: Term): boolean {
    const [, base, index] = /^([A-Za-z])_([kmn])$/.exec(name) ?? [];
    if (base === undefined || index === undefined || this.functions.has(`${base}_`)) return false;
    const names = freeSymbols(right);
    if (names.size !== 1 || !names.has(index)) return false;
    this.functions.set(`${base}_`, { parameters: [index], body: right });
    return true;
  }
}

function isSameText(a: Term, b: Term): boolean {
  return showTerm(a) === showTerm(b);
}

function isUndefinedCall(part: Term): boolean {
  return part.kind === 'call' && !isKnownFunction(part.name, part.inputs.length);
}

function repeated(body: Term, variable: string, order: number): Term | null {
  let result: Term | null = body;
  for (let i = 0; i < order && result !== null; i++) result = differentiate(result, variable);
  return result;
}

/** Whether a term still holds a function nobody defined. */
export function holdsUnknownFunction(term: Term): boolean {
  return someTerm(
    term,
    (part) =>
      part.kind === 'call' &&
      !isMatrix(part) &&
      !isComplexFunction(part.name) &&
      !isKnownFunction(part.name, part.inputs.length),
  );
}

/** The variables of indefinite integrals in a term. */
export function integrationVariables(term: Term, into = new Set<string>()): Set<string> {
  if (term.kind === 'integral' && term.bounds === null) into.add(term.variable);
  for (const child of children(term)) integrationVariables(child, into);
  return into;
}
