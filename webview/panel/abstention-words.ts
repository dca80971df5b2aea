/**
 * Why nothing is put forward, and what could help, in the display language. The sentences come out of the search in
 * English, because they are part of a result that the terminal prints too; each is known here with its places. One
 * that is not stays as it is.
 */
import { words } from '../l10n.ts';

type Said = readonly [RegExp, (...values: string[]) => string];

/** `74%` as the language writes it. */
const share = (percent: string): string =>
  percent === 'more than 99%' ? words('more than 99%') : words('{0}%', percent.slice(0, -1));

const reasons: readonly Said[] = [
  [/^part \((\w+)\): (.+)$/, (part, reason) => words('part ({0}): {1}', part, abstentionReason(reason))],
  [
    /^the problem is unlike those that the model knows; (.+)$/,
    (doubt) => words('the problem is unlike those that the model knows; {0}', abstentionReason(doubt)),
  ],
  [
    /^the best answer is (?:only )?(.+) likely to be right, and below (.+) none is put forward$/,
    (likely, least) =>
      likely === 'less than 1%'
        ? words(
            'the best answer is less than 1% likely to be right, and below {0} none is put forward',
            share(least),
          )
        : words(
            'the best answer is only {0} likely to be right, and below {1} none is put forward',
            share(likely),
            share(least),
          ),
  ],
  [
    /^(.+, worked out exactly): it is (.+)$/,
    (disproved, value) => words('{0}: it is {1}', abstentionReason(disproved), value),
  ],
  [
    /^the only answer is disproved by the question itself, worked out exactly$/,
    () => words('the only answer is disproved by the question itself, worked out exactly'),
  ],
  [
    /^all (\d+) answers are disproved by the question itself, worked out exactly$/,
    (count) => words('all {0} answers are disproved by the question itself, worked out exactly', count),
  ],
  [
    /^all (\d+) attempts end in different answers$/,
    (count) => words('all {0} attempts end in different answers', count),
  ],
  [/^no attempt was finished$/, () => words('no attempt was finished')],
  [
    /^none of (\d+) attempts reached an answer$/,
    (count) => words('none of {0} attempts reached an answer', count),
  ],
  [/^no part has an answer$/, () => words('no part has an answer')],
];

export function abstentionReason(reason: string): string {
  for (const [pattern, said] of reasons) {
    const [whole, ...values] = pattern.exec(reason) ?? [];
    if (whole !== undefined) return said(...values);
  }
  return reason;
}

export function adviceText(advice: string): string {
  const known: Readonly<Record<string, string>> = {
    'write more attempts': words('write more attempts'),
    'try a stronger model': words('try a stronger model'),
    'solve again': words('solve again'),
    'allow more tokens': words('allow more tokens'),
    'lower the temperature': words('lower the temperature'),
    'state the problem more completely': words('state the problem more completely'),
    'state the problem as a textbook would, with its formula': words(
      'state the problem as a textbook would, with its formula',
    ),
  };
  return known[advice] ?? advice;
}
