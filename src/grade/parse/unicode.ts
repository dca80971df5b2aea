/** What single Unicode characters stand for: signs, relations, sets, fractions, super- and subscripts. Tables only. */
import { greekNames } from './words.ts';
import type { TokenKind } from './tokens.ts';

type Entry = readonly [kind: TokenKind, text: string];

const operators: Readonly<Record<string, string>> = {
  '−': '-',
  '–': '-',
  '—': '-',
  '‐': '-',
  '‑': '-',
  '﹣': '-',
  '×': '*',
  '·': '*',
  '⋅': '*',
  '∙': '*',
  '•': '*',
  '∗': '*',
  '✕': '*',
  '⨯': '*',
  '÷': '÷',
  '⁄': '/',
  '∕': '/',
  '±': '±',
  '∓': '∓',
  '≤': '<=',
  '⩽': '<=',
  '≦': '<=',
  '≥': '>=',
  '⩾': '>=',
  '≧': '>=',
  '≠': '!=',
  '≈': '~',
  '≃': '~',
  '≅': 'cong',
  '∼': '~',
  '≡': '==',
  '∈': 'in',
  '∉': 'notin',
  '⊂': 'subset',
  '⊆': 'subset',
  '⊃': 'superset',
  '⊇': 'superset',
  '∪': 'union',
  '⋃': 'union',
  '∩': 'intersection',
  '⋂': 'intersection',
  '∖': 'setminus',
  '→': '->',
  '⟶': '->',
  '↦': '->',
  '⇒': 'implies',
  '⟹': 'implies',
  '⇔': 'iff',
  '⟺': 'iff',
  '∧': 'and',
  '∨': 'or',
  '¬': 'not',
  '∝': 'propto',
  '∣': '|',
  '∥': '||',
  '‖': '||',
  '°': 'degree',
  º: 'degree',
  '˚': 'degree',
  '′': "'",
  '’': "'",
  '‘': "'",
  '″': "''",
  '”': "''",
  '“': "''",
  '…': 'ellipsis',
  '⋯': 'ellipsis',
  '∶': ':',
  '⊥': 'perp',
  '٪': '%',
  '、': ',',
  '。': '.',
  '∀': 'forall',
  '∃': 'forall',
};

const constants: Readonly<Record<string, string>> = {
  π: 'pi',
  Π: 'pi',
  '𝜋': 'pi',
  '∞': 'infinity',
  ℝ: 'reals',
  ℤ: 'integers',
  ℕ: 'naturals',
  ℚ: 'rationals',
  ℂ: 'complexes',
  '∅': 'emptyset',
  ø: 'emptyset',
  Ø: 'emptyset',
  ℯ: 'e',
  ⅇ: 'e',
  ⅈ: 'i',
};

const greek = 'αβγδεζηθικλμνξορστυφχψω';
const capitalGreek: Readonly<Record<string, string>> = {
  Γ: 'Gamma',
  Δ: 'Delta',
  Θ: 'Theta',
  Λ: 'Lambda',
  Ξ: 'Xi',
  Σ: 'Sigma',
  Φ: 'Phi',
  Ψ: 'Psi',
  Ω: 'Omega',
  ϕ: 'phi',
  ϵ: 'epsilon',
  ϑ: 'theta',
  ℓ: 'l',
};

const others: Readonly<Record<string, Entry>> = {
  '√': ['command', 'sqrt'],
  '∛': ['command', 'cbrt'],
  '∜': ['command', 'fourthroot'],
  '∑': ['big', 'sum'],
  '∏': ['big', 'product'],
  '∫': ['big', 'integral'],
  '⌊': ['open', 'floor'],
  '⌋': ['close', 'floor'],
  '⌈': ['open', 'ceil'],
  '⌉': ['close', 'ceil'],
  '⟨': ['open', '<'],
  '〈': ['open', '<'],
  '⟩': ['close', '>'],
  '〉': ['close', '>'],
  '∂': ['symbol', 'partial'],
  '∇': ['symbol', 'nabla'],
  '€': ['text', '€'],
  '£': ['text', '£'],
  '¥': ['text', '¥'],
  '₹': ['text', '₹'],
  '¢': ['text', '¢'],
  '₽': ['text', '₽'],
  '′': ['operator', "'"],
  '【': ['open', '['],
  '】': ['close', ']'],
  '✓': ['text', '✓'],
};

/** The token a character stands for, or undefined where it has no meaning of its own. */
export const unicodeTokens: ReadonlyMap<string, Entry> = new Map<string, Entry>([
  ...Object.entries(operators).map(([sign, text]) => [sign, ['operator', text]] as const),
  ...Object.entries(constants).map(([sign, text]) => [sign, ['constant', text]] as const),
  ...greekNames
    .map((name, index) => [greek.charAt(index), ['symbol', name]] as const)
    .filter(([sign]) => sign !== 'π'),
  ...Object.entries(capitalGreek).map(([sign, text]) => [sign, ['symbol', text]] as const),
  ...Object.entries(others),
]);

/** Vulgar fractions → numerator, denominator. */
export const vulgarFractions: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['½', [1, 2]],
  ['⅓', [1, 3]],
  ['⅔', [2, 3]],
  ['¼', [1, 4]],
  ['¾', [3, 4]],
  ['⅕', [1, 5]],
  ['⅖', [2, 5]],
  ['⅗', [3, 5]],
  ['⅘', [4, 5]],
  ['⅙', [1, 6]],
  ['⅚', [5, 6]],
  ['⅐', [1, 7]],
  ['⅛', [1, 8]],
  ['⅜', [3, 8]],
  ['⅝', [5, 8]],
  ['⅞', [7, 8]],
  ['⅑', [1, 9]],
  ['⅒', [1, 10]],
]);

export const superscripts: ReadonlyMap<string, string> = new Map(
  Array.from('⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿⁱˣ', (sign, index) => [sign, '0123456789+-()nix'.charAt(index)] as const),
);
export const subscripts: ReadonlyMap<string, string> = new Map(
  Array.from('₀₁₂₃₄₅₆₇₈₉₊₋₍₎ₙₓᵢⱼₖₘ', (sign, index) => [sign, '0123456789+-()nxijkm'.charAt(index)] as const),
);

/** White space and characters that print nothing: zero widths, direction marks, byte order marks, soft hyphens. */
export function isBlank(code: number): boolean {
  return (
    code <= 0x20 ||
    (code >= 0x7f && code <= 0xa0) ||
    code === 0xad ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200f) ||
    (code >= 0x2028 && code <= 0x202f) ||
    (code >= 0x205f && code <= 0x2064) ||
    (code >= 0x2066 && code <= 0x206f) ||
    code === 0x3000 ||
    code === 0xfeff
  );
}
