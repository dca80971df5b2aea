/**
 * A probability or a share as people read it, in whole percent. What rounding would turn into certainty is said in
 * words: a judgement of 0.4% is not "0%", and one of 99.7% not "100%". Knows no language: the words are handed in as
 * the editor's `l10n.t` and the webviews' `words` take them.
 */
export type Words = (text: string, ...values: (string | number)[]) => string;

const english: Words = (text, ...values) =>
  text.replace(/\{(\d)\}/g, (_, place: string) => String(values[Number(place)] ?? ''));

/** `value` in [0, 1]. */
export function percent(value: number, words: Words = english): string {
  if (value < 0.005) return words('less than 1%');
  if (value >= 0.995) return words('more than 99%');
  return words('{0}%', Math.round(100 * value));
}
