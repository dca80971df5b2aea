/** Wordings of sets of reals → the inequality or interval they stand for: "all positive real numbers". */
import { bareWords } from './clean.ts';

const signs: Readonly<Record<string, string>> = {
  positive: '(0, \\infty)',
  negative: '(-\\infty, 0)',
  nonnegative: '[0, \\infty)',
  nonpositive: '(-\\infty, 0]',
  nonzero: '(-\\infty, 0) \\cup (0, \\infty)',
};
const signed =
  /^(?:the (?:set|interval) of )?(?:all |any |every |the )?(?:strictly )?(positive|negative|non-?negative|non-?positive|non-?zero) (?:real numbers?|reals|values of [a-z])$/i;
const everything =
  /^(?:[a-z] (?:can be|is|may be) )?(?:the set of )?(?:all|any|every|each) (?:the )?(?:real numbers?|reals|real values?)(?: for [a-z])?$/i;
const side = String.raw`(\S+?),?(?: ?\(?(inclusive|exclusive|included|excluded)\)?)?`;
const range = new RegExp(
  String.raw`^(?:the set of )?(?:all )?(?:the )?(?:real )?(?:numbers|values|reals|x)?(?: of [a-z])? ?from ${side} to ${side}$`,
  'i',
);
const mixed =
  /^(?:(?:all )?(?:the )?(?:real )?(?:numbers|values|reals|x) )?between (\S+) and (\S+?),? including (\S+?),? but (?:not|excluding)(?: including)? (\S+)$/i;

const bound =
  /^(?:\$?([a-z])\$? (?:is|must be|can be) )?(?:(at least|no less than|not less than|no fewer than|a minimum of)|(at most|no more than|not more than|up to|a maximum of)|(more than|greater than|over|above)|(less than|fewer than|under|below)) (\S+)$/i;
const onwards =
  /^(?:\$?[a-z]\$? (?:is|must be|can be) )?(\S+) or (?:(more|greater|larger|above|higher)|(less|fewer|smaller|below|lower))$/i;

/** "at least 15", "15 or more": a bound, and not the number itself. */
function boundInWords(text: string): string | null {
  const [, , least, most, above, below, value] = bound.exec(text) ?? [];
  const [, edge, upwards] = onwards.exec(text) ?? [];
  const number = value ?? edge;
  if (number === undefined || !/^[-−]?[\d\\.$]/.test(number)) return null;
  if (least !== undefined || upwards !== undefined) return `[${number}, \\infty)`;
  if (above !== undefined) return `(${number}, \\infty)`;
  return most === undefined && below !== undefined ? `(-\\infty, ${number})` : `(-\\infty, ${number}]`;
}

/** The formula, or null where the wording is none of these. */
export function setInWords(text: string): string | null {
  const plain = bareWords(text);
  const sign = signed.exec(plain);
  if (sign !== null) return signs[sign[1]!.toLowerCase().replace('-', '')]!;
  if (everything.test(plain)) return '\\mathbb{R}';
  const dressed = text.replaceAll('$', '').trim();
  const half = boundInWords(dressed);
  if (half !== null) return half;
  const ends = range.exec(dressed);
  if (ends !== null && (ends[2] !== undefined || ends[4] !== undefined)) {
    const closed = (mark: string | undefined): boolean => mark === undefined || /^in/i.test(mark);
    return `${closed(ends[2] ?? ends[4]) ? '[' : '('}${ends[1]!}, ${ends[3]!}${closed(ends[4]) ? ']' : ')'}`;
  }
  const [, lo, hi, kept, left] = mixed.exec(dressed) ?? [];
  if (kept === lo && left === hi && lo !== undefined) return `[${lo}, ${hi!})`;
  return kept === hi && left === lo && lo !== undefined ? `(${lo}, ${hi!}]` : null;
}
