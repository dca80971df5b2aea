/**
 * Other words for the same question: whole sentences that people write, and the wording of them that the readers of
 * questions know. Each pair asks for exactly the same thing, so that reading stays as narrow as the readers are.
 * In a pattern `#` is an open place, `@` a whole number, `~` a decimal one, `&` a letter, `[a|b]` one of several wordings, `[a|]` one that may be missing;
 * in what stands for it, `#1` is the first place.
 */
import { everyday, namedThings } from './wordings/everyday.ts';
import { ofFormulas } from './wordings/of-formulas.ts';
import { ofFunctions } from './wordings/of-functions.ts';
import { ofNumbers } from './wordings/of-numbers.ts';
import { storyAsFormula } from './wordings/stories.ts';

/** An open place: no end of a sentence, but dots may stand for what goes on. */
const place = String.raw`((?:\.\.\.,?|(?![.?!](?:\s|$)).)+?)`;

/** A word ends where a formula begins, and the other way round; a space between them may be missing. */
const behindWord = '(?![a-z]) *';
const beforeWord = '(?: +|(?<=[^a-z]))';

function matcher(pattern: string): RegExp {
  const source = pattern
    .replace(/[.?*+^$()/{}\\]/g, '\\$&')
    .replace(/ \[([^\]]*)\|\]/g, '(?: (?:$1)|)')
    .replace(/\[([^\]]*)\]/g, '(?:$1)')
    .replaceAll('@', String.raw`(-?\d+)`)
    .replaceAll('~', String.raw`(-?\d+(?:\.\d+)?)(?![\d.\\(])`)
    .replaceAll('&', '([a-z])(?![a-z(])')
    .replace(
      /( ?)#( ?)/g,
      (_, before: string, after: string) => `${before && behindWord}${place}${after && beforeWord}`,
    );
  return new RegExp(String.raw`(?<=^|[.?!:]\s)${source}(?=\s*[.?!]?\s*$|\s*[.?!]\s)`, 'i');
}

type Table = readonly (readonly [RegExp, string])[];

const tableOf = (wordings: readonly (readonly [string, string])[]): Table =>
  wordings.map(([pattern, plain]) => [matcher(pattern), plain] as const);

const known = tableOf([...ofFormulas, ...ofFunctions, ...ofNumbers]);
const spoken = tableOf(everyday);

function replaced(text: string, table: Table): string {
  for (const [pattern, plain] of table) {
    const found = pattern.exec(text);
    if (found === null) continue;
    const asked = plain.replace(/#(\d)/g, (_, i: string) => (found[Number(i)] ?? '').trim());
    return (
      text.slice(0, found.index) +
      asked.charAt(0).toUpperCase() +
      asked.slice(1) +
      text.slice(found.index + found[0].length)
    );
  }
  return text;
}

/** The text with the first of its sentences that is known in another wording put into that of the readers. */
export function inKnownWords(text: string): string {
  return replaced(text, known);
}

/** "6h - 3h + 4h", "What is 2x + 3y - x?": a sum of terms with letters, of which nothing else is said; some of them must be alike. */
const bareSum =
  /^(?:what is )?(-? ?(?:\d{1,4} ?\*? ?)?[a-z](?: ?[-+] ?(?:(?:\d{1,4} ?\*? ?)?[a-z]|\d{1,4}))+|\d{1,4}(?: ?[-+] ?(?:(?:\d{1,4} ?\*? ?)?[a-z]|\d{1,4}))+)[.?]?$/i;

/** "What is (x^3)^3?": a power or a product of powers of one letter, of which nothing else is said. */
const barePowers =
  /^(?:what is )?((?:\(?[a-z]\^\{?\d{1,3}\}?\)?(?:\^\{?\d{1,3}\}?)?(?: ?(?:\*|·|\\cdot|\/) ?|(?=\()))*\(?[a-z]\^\{?\d{1,3}\}?\)?(?:\^\{?\d{1,3}\}?)?)[.?]?$/i;

/** The same for everyday words, which are looser: only for what no reader knows as it stands. */
export function outOfEverydayWords(text: string): string {
  const said = storyAsFormula(text);
  if (said !== null) return said;
  const sum = bareSum.exec(text)?.[1];
  if (sum !== undefined && /([a-z]).*\1|(?<![\d*])\d+ ?(?![\d*a-z]).*[-+] ?\d+ ?(?![\d*a-z])/i.test(sum))
    return `Simplify ${sum}.`;
  const powers = barePowers.exec(text)?.[1];
  if (powers !== undefined && /\^.*\^/.test(powers)) return `Simplify ${powers}.`;
  const asked = text
    .replace(/^([^=?]+?) ?= ?\?$/, 'What is $1?')
    .replace(namedThings, (name) => `What is the ${name.replace(/^the /i, '').toLowerCase()}`);
  return replaced(asked, spoken);
}
