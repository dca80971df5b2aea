/** Sets and matrices as sympy prints them → LaTeX: `Interval(2, oo)`, `FiniteSet(1, 2)`, `diag(2, 3)`. */

const call = /\b(Interval(?:\.(?:open|Lopen|Ropen))?|FiniteSet)\(([^()]*(?:\([^()]*\)[^()]*)*)\)/g;
const diagonal = /^\\?(?:operatorname\s*\{\s*diag\s*\}|text\s*\{\s*diag\s*\}|diag)\s*\(([^()]+)\)$/;

const brackets: Readonly<Record<string, readonly [string, string]>> = {
  Interval: ['[', ']'],
  'Interval.open': ['(', ')'],
  'Interval.Lopen': ['(', ']'],
  'Interval.Ropen': ['[', ')'],
};

function setOf(name: string, inside: string): string {
  if (name === 'FiniteSet') return `\\{${inside}\\}`;
  const [lo = '', hi = '', leftOpen = '', rightOpen = ''] = inside.split(',').map((part) => part.trim());
  const [open, close] = brackets[name]!;
  return `${/^true$|^1$/i.test(leftOpen) || lo.includes('oo') ? '(' : open}${lo}, ${hi}${
    /^true$|^1$/i.test(rightOpen) || hi === 'oo' ? ')' : close
  }`;
}

/** The LaTeX of such a call, or null where the text is none. */
export function fromSympy(text: string): string | null {
  const entries = diagonal.exec(text)?.[1]?.split(',');
  if (entries !== undefined) {
    const rows = entries.map((entry, i) => entries.map((_, j) => (i === j ? entry : '0')).join(' & '));
    return `\\begin{pmatrix}${rows.join(' \\\\ ')}\\end{pmatrix}`;
  }
  if (!/^(?:Union|Interval|FiniteSet)\b/.test(text)) return null;
  const parts = [...text.matchAll(call)].map((match) => setOf(match[1]!, match[2]!));
  return parts.length === 0 ? null : parts.join(' \\cup ');
}
