/**
 * The wordings of a question. A template has slots `{name}`, choices `[a|b|c]` (an empty one allowed) and shared
 * choices `@name`; a family's wordings are all expansions of its templates. Formulas are set in one notation per
 * problem: code, calculator text, Unicode, Markdown's `$…$`, LaTeX inline or as a displayed environment. A small
 * share of problems gets a frame ("Exercise 3.", "Show your work."), stray spaces or a typo.
 */
import type { Random } from '../../../base/random.ts';
import { formulaIn, tex, type Notation } from './notation.ts';

/** A formula in the families' ASCII, or words that are the same in every notation. */
export type Slot = string | { readonly words: string };
export type Slots = Readonly<Record<string, Slot>>;

/** Templates of one question; `held` ones are used in validation only. */
export interface Wordings {
  readonly train: readonly string[];
  readonly held: readonly string[];
}

/** What a family asks: clauses that come first, then one of its wordings, all with their slots. */
export interface Ask {
  readonly slots: Slots;
  /** Which wordings, where a family asks several questions. */
  readonly form?: string;
  /** Parts of the template that depend on the problem, such as lettered choices. */
  readonly blocks?: Readonly<Record<string, string>>;
  readonly preamble?: readonly { readonly template: string; readonly slots: Slots }[];
}

/** Words that are not a formula. */
export function words(text: string): Slot {
  return { words: text };
}

const shared: Readonly<Record<string, string>> = {
  find: 'Find|Calculate|Work out|Determine|Compute',
  tell: 'What is|Give|State|Tell me',
  simplify: 'Simplify|Reduce|Write in simplest form:|Bring to simplest form:',
  solve: 'Solve|Please solve|Solve the equation',
  let: 'Let|Suppose that|Given that|Assume that',
  number: 'number|value',
};

interface Choice {
  readonly text: string;
  readonly options: readonly string[];
}

function choicesOf(template: string): readonly Choice[] {
  return template
    .replace(/@([a-z]+)/g, (whole, name: string) =>
      shared[name] === undefined ? whole : `[${shared[name]}]`,
    )
    .split(/(\[[^\]]*\])/)
    .filter((part) => part !== '')
    .map((part) =>
      part.startsWith('[') && part.includes('|')
        ? { text: '', options: part.slice(1, -1).split('|') }
        : { text: part, options: [] },
    );
}

/** How many different texts a template has. */
export function countWordings(templates: readonly string[]): number {
  return templates.reduce(
    (sum, template) =>
      sum + choicesOf(template).reduce((product, { options }) => product * Math.max(1, options.length), 1),
    0,
  );
}

function expanded(template: string, random: Random): string {
  return choicesOf(template)
    .map(({ text, options }) => (options.length === 0 ? text : random.pick(options)))
    .join('')
    .replace(/ {2,}/g, ' ')
    .replace(/ ([.?])$/, '$1')
    .trim();
}

const question =
  /^(What|How|Which|Is|Are|Does|Do|Can|By (how|what)|For (what|which|whom)|To (what|which)|In (what|how|which)|When|Where|Why|At (what|which)|With what|On which)\b|, (what|which|how) (?!.*,)/;

/** Questions without a verb: "Average of 3, 5 and 10?" */
const bareQuestion =
  /^(?:(?:Average|Mean|Median|Sum|Product|Derivative|Integral|Limit|Probability|Total|[A-Z][a-z]+ (?:product|common (?:divisor|multiple))) of|Area under)\b/;

/** A command ends in a full stop and a question in a question mark. */
function closed(text: string): string {
  if (text.endsWith('=?')) return text;
  const last = text.split(/(?<=[.?:]) (?=[A-Z])/).at(-1) ?? text;
  if (last.endsWith('?') && bareQuestion.test(last)) return text;
  if (last.endsWith('?') && !question.test(last) && /^[A-Z]/.test(last)) return `${text.slice(0, -1)}.`;
  return last.endsWith('.') && question.test(last) ? `${text.slice(0, -1)}?` : text;
}

type Setting = Notation | 'markdown' | 'paren' | 'display';

const settings: readonly (readonly [Setting, number])[] = [
  ['code', 30],
  ['ascii', 14],
  ['unicode', 8],
  ['markdown', 30],
  ['paren', 5],
  ['display', 13],
  ['latex', 4],
];

function weighted<T>(table: readonly (readonly [T, number])[], random: Random): T {
  let left = random.next() * table.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [value, weight] of table) {
    left -= weight;
    if (left < 0) return value;
  }
  return table.at(-1)![0];
}

function displayed(formula: string, random: Random): string {
  const latex = typeset(formula, random);
  const parts = formula.includes('=') && !formula.includes('(') ? formula.split(', ').map(tex) : [latex];
  const body =
    parts.length > 1
      ? random.pick([
          `\\begin{cases} ${parts.join(' \\\\ ')} \\end{cases}`,
          `\\begin{aligned} ${parts.map((part) => part.replace('=', '&=')).join(' \\\\ ')} \\end{aligned}`,
        ])
      : latex;
  const [open, close] = random.pick([
    ['\\[', '\\]'],
    ['$$', '$$'],
    ['\\begin{equation}', '\\end{equation}'],
    ['\\begin{equation*}', '\\end{equation*}'],
    ['\\begin{align*}', '\\end{align*}'],
  ] as const);
  return `\n${open}\n${body}\n${close}\n`;
}

/** LaTeX with `\\sin x` for `\\sin(x)` in a share of the problems. */
function typeset(formula: string, random: Random): string {
  const latex = tex(formula);
  const bare = latex.replace(/(\\(?:sin|cos|tan|ln))\(([a-z])\)(?=[\s}]|$)/g, '$1 $2');
  return bare !== latex && random.chance(0.4) ? bare : latex;
}

function inline(formula: string, { setting, random }: { setting: Setting; random: Random }): string {
  if (setting === 'markdown' || setting === 'display') return `$${typeset(formula, random)}$`;
  if (setting === 'paren') return `\\(${typeset(formula, random)}\\)`;
  return formulaIn(setting, formula);
}

function filled(template: string, slots: Slots, options: { setting: Setting; random: Random }): string {
  const { setting, random } = options;
  const used = [...template.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!);
  const longest = used
    .map((name) => slots[name])
    .filter((slot) => typeof slot === 'string')
    .reduce((a, b) => (b.length > a.length ? b : a), '');
  const isDisplayed = setting === 'display' && longest.length > 5;
  return template
    .replace(/\{(\w+)\}/g, (whole, name: string) => {
      const slot = slots[name];
      if (slot === undefined) throw new RangeError(`wording: no slot ${whole} for "${template}"`);
      if (typeof slot !== 'string') return slot.words;
      return isDisplayed && slot === longest ? displayed(slot, random) : inline(slot, options);
    })
    .replace(/\$([^$]*)\$%/g, '$$$1\\%$$')
    .replace(/\\\)%/g, '\\%\\)')
    .replace(/ *\n */g, '\n')
    .replace(/\n([.?,:;]+)/g, '\n')
    .trim();
}

const prefixes = ['Question: ', 'Problem: ', 'Exercise: ', 'Q: ', 'Task: ', 'Please help: ', 'Homework: '];
const suffixes = [
  ' Show your work.',
  ' Show the steps.',
  ' Explain each step.',
  ' Thanks!',
  ' Give an exact answer.',
  ' Write down your reasoning.',
];

function framed(text: string, random: Random): string {
  if (random.chance(0.04)) return random.pick(prefixes) + text;
  if (random.chance(0.02)) return `${random.integer(1, 40)}. ${text}`;
  if (random.chance(0.02)) return `(${random.pick(['a', 'b', 'c', 'd'])}) ${text}`;
  return random.chance(0.05) ? text + random.pick(suffixes) : text;
}

/** A letter doubled, dropped or swapped in one longer word that holds no formula. */
function mistyped(text: string, random: Random): string {
  const found = [...text.matchAll(/(?<![\\$^_{}\w])[A-Za-z]{5,}(?![\w{}(^_$])/g)];
  if (found.length === 0 || /[$\\]/.test(text)) return text;
  const match = random.pick(found);
  const at = match.index + random.integer(1, match[0].length - 2);
  return random.pick([
    text.slice(0, at) + text[at]! + text.slice(at),
    text.slice(0, at) + text.slice(at + 1),
    text.slice(0, at) + text[at + 1]! + text[at]! + text.slice(at + 2),
  ]);
}

function roughened(text: string, random: Random): string {
  const draw = random.next();
  if (draw < 0.02) return mistyped(text, random);
  if (draw < 0.035) return text.replace(' ', '  ');
  if (draw < 0.05) return `${text} `.replace(/([.?]) $/, ' $1');
  if (draw < 0.1) return text.replace(/\.$/, '');
  if (draw < 0.13 && /^[A-Z][a-z]/.test(text)) return text[0]!.toLowerCase() + text.slice(1);
  return text;
}

/** The problem's text. Depends only on its arguments. */
export function phrase(ask: Ask, templates: readonly string[], random: Random): string {
  const setting = weighted(settings, random);
  const written = closed(expanded(random.pick(templates), random));
  const template = written.replace(/\{(\w+)\}/g, (whole, name: string) => ask.blocks?.[name] ?? whole);
  const clauses = (ask.preamble ?? []).map((clause) =>
    filled(clause.template, clause.slots, { setting: setting === 'display' ? 'markdown' : setting, random }),
  );
  const text = [...clauses, filled(template, ask.slots, { setting, random })].join(' ');
  const whole = text[0]!.toUpperCase() + text.slice(1);
  return roughened(framed(/^[$\\(|a-z]/.test(text) ? text : whole, random), random);
}
