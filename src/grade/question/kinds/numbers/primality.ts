/** "Is 51 prime?", "Is 739 a composite number?": answered by true or false, yes or no. */
import { asking, has, type ReadKind, speaksOnly, wordSet } from '../../worked.ts';
import { expected } from '../../verdicts.ts';

const words = wordSet(`${asking} prime composite number true or false whether check decide if`);

/** Numbers above this are not tried: trial division must stay short. */
const largest = 1_000_000_000_000;

function isPrime(n: number): boolean {
  if (n < 2) return false;
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
  return true;
}

export const readPrimality: ReadKind = (text) => {
  const [written = '', ...others] = text.formulas;
  const isAsked = has(text, 'prime') !== has(text, 'composite');
  if (!isAsked || others.length > 0 || !/^\d{1,13}$/.test(written) || !speaksOnly(text, words)) return null;
  const n = Number(written);
  if (n < 2 || n > largest) return null;
  const truth = isPrime(n) === has(text, 'prime');
  return { kind: 'worked', check: (answer) => expected(truth ? '\\text{True}' : '\\text{False}', answer) };
};
