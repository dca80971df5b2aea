/** "Write 45000 in scientific notation": the same number, as one between 1 and 10 times a power of ten. */
import { unknownCheck } from '../../../steps/step-check.ts';
import { expected, refuted } from '../../verdicts.ts';
import type { ReadKind } from '../../worked.ts';
import { captured, patterns } from '../figures/patterns.ts';

const written = '(?<n>-?\\d{1,3}(?:,\\d{3})+|-?\\d+(?:\\.\\d+)?)';
const sentences = patterns(
  `(?:write|express|give|put|convert) ${written} (?:in|into|to) (?:scientific notation|standard form \\(a power of ten\\))`,
  `what is ${written} in scientific notation`,
  `${written} in scientific notation`,
);

const form =
  /^-?[1-9](?:\.\d+)?\s*(?:\\cdot|\\times|\*|×|·|⋅|x)\s*10\s*\^\s*(?:\{-?\d+\}|\(-?\d+\)|-?\d+)\.?$/;

export const readScientific: ReadKind = (text) => {
  const n = captured(text, sentences)?.['n'];
  if (n === undefined) return null;
  return {
    kind: 'worked',
    check(answer) {
      const plain = answer.trim().replace(/(?<=\d)\s*x\s*(?=10)/, ' * ');
      const check = expected(n.replaceAll(',', ''), plain);
      if (check.verdict !== 'correct' || form.test(answer.trim())) return check;
      return /\\d?frac|\/|[a-z]{2}/.test(answer.replace(/\\(?:cdot|times)/g, ''))
        ? unknownCheck('equal, but in another form')
        : refuted('the question asks for scientific notation', `${answer.trim()} is not written so`);
    },
  };
};
