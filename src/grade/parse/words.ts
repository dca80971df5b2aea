/**
 * What runs of letters mean: function names, Greek letters, units and everyday words, as tables. A run that is none
 * of them is a product of one-letter variables if it is short, and a word if it is long. It knows no grammar.
 */
import type { ConstantName } from './tree.ts';

/** Spellings of known functions → their canonical name. Canonical names are what the tree's `call` nodes carry. */
export const functionNames: ReadonlyMap<string, string> = new Map([
  ...['sin', 'cos', 'tan', 'cot', 'sec', 'csc', 'sinh', 'cosh', 'tanh', 'coth', 'sech', 'csch'].map(
    (name) => [name, name] as const,
  ),
  ...['sin', 'cos', 'tan', 'cot', 'sec', 'csc', 'sinh', 'cosh', 'tanh'].map(
    (name) => [`arc${name}`, `arc${name}`] as const,
  ),
  ['asin', 'arcsin'],
  ['acos', 'arccos'],
  ['atan', 'arctan'],
  ['arsinh', 'arcsinh'],
  ['arcosh', 'arccosh'],
  ['artanh', 'arctanh'],
  ['asinh', 'arcsinh'],
  ['acosh', 'arccosh'],
  ['atanh', 'arctanh'],
  ['tg', 'tan'],
  ['ctg', 'cot'],
  ['cosec', 'csc'],
  ['ln', 'ln'],
  ['log', 'log'],
  ['lg', 'lg'],
  ['exp', 'exp'],
  ['sqrt', 'sqrt'],
  ['cbrt', 'cbrt'],
  ['abs', 'abs'],
  ['sgn', 'sign'],
  ['sign', 'sign'],
  ['floor', 'floor'],
  ['ceil', 'ceil'],
  ['ceiling', 'ceil'],
  ['gcd', 'gcd'],
  ['lcm', 'lcm'],
  ['max', 'max'],
  ['min', 'min'],
  ['det', 'det'],
  ['tr', 'trace'],
  ['arg', 'arg'],
  ['Re', 're'],
  ['Im', 'im'],
  ['binom', 'binomial'],
  ['factorial', 'factorial'],
  ['erf', 'erf'],
  ['cis', 'cis'],
  ['deg', 'deg'],
  ['dim', 'dim'],
  ['ker', 'ker'],
  ['rank', 'rank'],
]);

export const greekNames: readonly string[] = [
  'alpha',
  'beta',
  'gamma',
  'delta',
  'epsilon',
  'zeta',
  'eta',
  'theta',
  'iota',
  'kappa',
  'lambda',
  'mu',
  'nu',
  'xi',
  'omicron',
  'rho',
  'sigma',
  'tau',
  'upsilon',
  'phi',
  'chi',
  'psi',
  'omega',
];

/** Names of symbols that LaTeX commands and plain words share. */
export const symbolNames: ReadonlyMap<string, string> = new Map([
  ...greekNames.map((name) => [name, name] as const),
  ...greekNames.map(
    (name) =>
      [name.charAt(0).toUpperCase() + name.slice(1), name.charAt(0).toUpperCase() + name.slice(1)] as const,
  ),
  ['varepsilon', 'epsilon'],
  ['vartheta', 'theta'],
  ['varphi', 'phi'],
  ['varrho', 'rho'],
  ['varsigma', 'sigma'],
  ['ell', 'l'],
  ['hbar', 'hbar'],
  ['imath', 'i'],
  ['jmath', 'j'],
]);

export const constantNames: ReadonlyMap<string, ConstantName> = new Map<string, ConstantName>([
  ['pi', 'pi'],
  ['Pi', 'pi'],
  ['infty', 'infinity'],
  ['infinity', 'infinity'],
  ['inf', 'infinity'],
  ['oo', 'infinity'],
  ['emptyset', 'emptyset'],
  ['varnothing', 'emptyset'],
]);

/** Short words that are never products of variables: everyday English and unit symbols of two or three letters. */
const shortWords = new Set(
  (
    'and or if is of to in on at by we so as it an be do he no yes not for the are was has had let see all any can ' +
    'per one two ten six who how why what our its get but use via mod the she his her say put per set sum due now ' +
    'cm mm km kg mg ml mL dL cL kL lb lbs oz ft yd mi hr hrs min sec rad deg mph kph kmh fps rpm ms ns Hz kHz MHz GHz kW MW kJ MJ kPa Pa atm bar ' +
    'mol cal usd USD eur EUR gbp GBP pm am PM AM pct cup gal pt qt in day mph cu sq amp MPa dm nm kN eV bit TB GB MB KB kB ' +
    'NaN DNE Yes No Not All Any For The And Or Let odd red'
  ).split(' '),
);
const wordsThatLookLikeFunctions = new Set([
  'cost',
  'tank',
  'logs',
  'sink',
  'sins',
  'mine',
  'mint',
  'mins',
  'mind',
  'maxi',
  'mini',
  'argo',
  'coty',
  'expo',
  'deny',
  'dims',
  'dime',
  'exp',
  'tans',
  'secs',
]);

export type RunPiece =
  | { readonly kind: 'function'; readonly name: string; readonly length: number }
  | { readonly kind: 'constant'; readonly name: ConstantName; readonly length: number }
  | { readonly kind: 'symbol'; readonly name: string; readonly length: number }
  | { readonly kind: 'word'; readonly text: string; readonly length: number };

const longestName = 9;

function namedAt(run: string, at: number): RunPiece | null {
  for (let length = Math.min(longestName, run.length - at); length >= 2; length--) {
    const name = run.slice(at, at + length);
    const called = functionNames.get(name);
    if (called !== undefined && !(name === 'tr' || name === 'tg' || name === 'deg' || name === 'lg'))
      return { kind: 'function', name: called, length };
    const constant = constantNames.get(name);
    // The two letters of a word's middle ("foot", "info") are no infinity.
    if (constant === 'pi' && name !== 'Pi') return { kind: 'constant', name: constant, length };
    const symbol = symbolNames.get(name);
    if (symbol !== undefined && length > 2) return { kind: 'symbol', name: symbol, length };
  }
  return null;
}

function letter(run: string, at: number): RunPiece {
  const name = run.charAt(at);
  if (name === 'e' || name === 'i') return { kind: 'constant', name, length: 1 };
  return { kind: 'symbol', name, length: 1 };
}

/** Names with at most one stray letter around each: `sinx`, `xsinx`, `2pir`; null for anything wordier. */
function namesAndLetters(run: string): RunPiece[] | null {
  const pieces: RunPiece[] = [];
  let named = 0;
  let strays = 0;
  for (let at = 0; at < run.length;) {
    const name = namedAt(run, at);
    if (name !== null) {
      named++;
      strays = 0;
    } else if (++strays > 1) return null;
    const piece = name ?? letter(run, at);
    pieces.push(piece);
    at += piece.length;
  }
  return named > 0 && pieces.length <= 5 ? pieces : null;
}

/** Splits a maximal run of Latin letters into what it stands for. Pure table lookup, linear in the run's length. */
export function readRun(run: string): readonly RunPiece[] {
  if (run.length === 1) return [letter(run, 0)];
  const joined = /^(or|and)(?=[A-Z])/.exec(run);
  if (joined !== null)
    return [
      { kind: 'word', text: joined[1]!, length: joined[1]!.length },
      ...readRun(run.slice(joined[1]!.length)),
    ];
  const whole = functionNames.get(run) ?? functionNames.get(run.toLowerCase());
  if (whole !== undefined && !shortWords.has(run))
    return [{ kind: 'function', name: whole, length: run.length }];
  const constant = constantNames.get(run);
  if (constant !== undefined) return [{ kind: 'constant', name: constant, length: run.length }];
  const symbol = symbolNames.get(run);
  if (symbol !== undefined) return [{ kind: 'symbol', name: symbol, length: run.length }];
  const word: readonly RunPiece[] = [{ kind: 'word', text: run, length: run.length }];
  if (shortWords.has(run) || wordsThatLookLikeFunctions.has(run)) return word;
  if (run.length <= 24) {
    const mixture = namesAndLetters(run);
    if (mixture !== null) return mixture;
  }
  // Short runs are products (xy, abc), capitals name points (ABCD); anything longer is a word.
  if (run.length <= 3 || (run.length <= 6 && run === run.toUpperCase()) || isAlphabetical(run))
    return Array.from(run, (_, at) => letter(run, at));
  return word;
}

/** `abcd`, `wxyz`: four or more letters in strictly alphabetical order without gaps are variables. */
function isAlphabetical(run: string): boolean {
  if (run.length > 6) return false;
  for (let at = 1; at < run.length; at++) if (run.charCodeAt(at) !== run.charCodeAt(at - 1) + 1) return false;
  return true;
}
