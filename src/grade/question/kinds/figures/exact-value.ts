/** "Evaluate cos(510°) exactly.", "The logarithm log_2(8) equals what number?": a value by its exact form. */
import { unknownCheck } from '../../../steps/step-check.ts';
import type { ReadKind } from '../../worked.ts';
import { holds } from './held.ts';
import { captured, patterns } from './patterns.ts';
import { isFormula, lettersIn } from './quantities.ts';

const sentences = patterns(
  '(?:{find}|simplify) (?:the value of )?{e:formula} exactly',
  'the logarithm {e:formula} equals what number',
  '{find} the exact value of {e:formula}',
);

const named = /(?:sin|cos|tan|cot|sec|csc|log|ln)(?![a-z])/;

/** Degrees or radians, and which logarithm, must be plain: `sin(30)` and `log(8)` are read in two ways. */
function isPlain(e: string): boolean {
  const angles = e.replace(/\(\s*0\s*\)/g, '');
  const isAngle = !/(?:sin|cos|tan|cot|sec|csc)(?![a-z])/.test(angles) || /°|\\circ|degree|pi|π/.test(angles);
  return isAngle && !/log(?!\s*_)/.test(e) && !/arc|\^/.test(e.replace(/\^\{?\\circ\}?/g, ''));
}

export const readExactValue: ReadKind = (text) => {
  const { e = '' } = captured(text, sentences) ?? {};
  const isClear = named.test(e) && isPlain(e) && isFormula(e) && lettersIn(e).length === 0;
  if (!isClear) return null;
  return {
    kind: 'worked',
    check: (answer) => (named.test(answer) ? unknownCheck('a value still to be found') : holds(e, answer)),
  };
};
