/**
 * LaTeX commands → tokens, as one table: what a command stands for, or that it is spacing, a font, or a construct
 * with arguments that the grammar reads. Unknown commands are not here: the lexer keeps them as named symbols.
 */
import { constantNames, functionNames, symbolNames } from './words.ts';
import type { TokenKind } from './tokens.ts';

export type CommandMeaning =
  | { readonly kind: 'token'; readonly token: TokenKind; readonly text: string }
  /** Spacing and sizing: nothing. */
  | { readonly kind: 'blank' }
  /** A font around a braced argument: the argument counts, in text fonts as words. */
  | { readonly kind: 'font' }
  | { readonly kind: 'textFont' }
  | { readonly kind: 'roman' }
  /** Takes an argument that is thrown away: `\hspace{1cm}`, `\label{…}`. */
  | { readonly kind: 'discard' };

const table = new Map<string, CommandMeaning>();
const define = (names: string, meaning: CommandMeaning): void => {
  for (const name of names.split(' ')) table.set(name, meaning);
};
const defineToken = (token: TokenKind, entries: Readonly<Record<string, string>>): void => {
  for (const [names, text] of Object.entries(entries)) define(names, { kind: 'token', token, text });
};

for (const [name, canonical] of functionNames)
  table.set(name, { kind: 'token', token: 'function', text: canonical });
for (const [name, canonical] of symbolNames)
  table.set(name, { kind: 'token', token: 'symbol', text: canonical });
for (const [name, canonical] of constantNames)
  table.set(name, { kind: 'token', token: 'constant', text: canonical });

defineToken('operator', {
  'times cdot ast star bullet boldsymbol_times': '*',
  div: '÷',
  slash: '/',
  pm: '±',
  mp: '∓',
  'le leq leqslant leqq ngtr': '<=',
  'ge geq geqslant geqq nless': '>=',
  nleq: '>',
  ngeq: '<',
  'ne neq not=': '!=',
  lt: '<',
  gt: '>',
  'approx approxeq simeq sim thickapprox doteq': '~',
  cong: 'cong',
  equiv: '==',
  in: 'in',
  notin: 'notin',
  'subset subseteq subsetneq': 'subset',
  'supset supseteq supsetneq': 'superset',
  'cup bigcup': 'union',
  'cap bigcap': 'intersection',
  'setminus backslash': 'setminus',
  'to rightarrow longrightarrow mapsto longmapsto': '->',
  'implies Rightarrow Longrightarrow': 'implies',
  'iff Leftrightarrow Longleftrightarrow': 'iff',
  'land wedge': 'and',
  'lor vee': 'or',
  'neg lnot': 'not',
  propto: 'propto',
  'mid vert': '|',
  'Vert |': '||',
  parallel: 'parallel',
  perp: 'perp',
  'ldots cdots dots dotsc dotsb dotsm vdots ddots': 'ellipsis',
  circ: 'circ',
  degree: 'degree',
  prime: "'",
  'quad qquad': 'quad',
  colon: ':',
  '%': '%',
  '&': 'and',
  '#': '#',
  bmod: 'mod',
  mod: 'mod',
  'pmod pod': 'pmod',
  'newline cr': '\\\\',
  over: 'over',
  choose: 'choose',
  'forall exists': 'forall',
  'therefore because': 'implies',
});
defineToken('open', {
  'lbrace {': '\\{',
  langle: '<',
  lfloor: 'floor',
  lceil: 'ceil',
  lvert: '|',
  lVert: '||',
  lbrack: '[',
  lparen: '(',
});
defineToken('close', {
  'rbrace }': '\\}',
  rangle: '>',
  rfloor: 'floor',
  rceil: 'ceil',
  rvert: '|',
  rVert: '||',
  rbrack: ']',
  rparen: ')',
});
defineToken('big', {
  sum: 'sum',
  prod: 'product',
  'int oint': 'integral',
  iint: 'integral',
  iiint: 'integral',
  lim: 'limit',
});
defineToken('command', {
  'frac dfrac tfrac cfrac nicefrac sfrac': 'frac',
  'binom dbinom tbinom': 'binom',
  'sqrt surd': 'sqrt',
  'overline bar': 'overline',
  'vec overrightarrow boldsymbol mathbf bm pmb': 'vec',
  hat: 'hat',
  widehat: 'hat',
  'tilde widetilde': 'tilde',
  dot: 'dot',
  ddot: 'ddot',
  'boxed fbox bbox framebox': 'boxed',
  'underline cancel mathrlap mathllap smash phantom_': 'boxed',
  'overset stackrel underset xrightarrow': 'overset',
  underbrace: 'underbrace',
  overbrace: 'underbrace',
  mathbb: 'mathbb',
  'textcolor color colorbox': 'textcolor',
  rule: 'rule',
  array: 'array',
  not: 'negated',
  substack: 'boxed',
  tag: 'tag',
  pmatrix: 'pmatrix',
  dotfrac: 'frac',
});
defineToken('constant', {
  'R reals Reals': 'reals',
  'Z integers': 'integers',
  'N naturals': 'naturals',
  Q: 'rationals',
  Complex: 'complexes',
  mathrme: 'e',
});
defineToken('symbol', {
  partial: 'partial',
  nabla: 'nabla',
  angle: 'angle',
  triangle: 'triangle',
  square: 'square',
  aleph: 'aleph',
  'top intercal': 'top',
  dagger: 'dagger',
  bot: 'bot',
});
defineToken('text', { $: '$', pounds: '£', euro: '€', yen: '¥', cent: '¢', checkmark: '✓' });
define(
  ', ; : ! > enspace enskip thinspace medspace thickspace negthinspace hfill hfil vfill displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr bigm mathstrut strut relax noindent indent centering hline nonumber notag par smallskip medskip bigskip allowbreak nobreak ~ / - @ = * no displaylimits ensuremath mathop mathrel mathbin mathord mathopen mathclose mathpunct mathinner protect rm bf it sf tt cal scr frak small large Large tiny normalsize normalfont upright endgroup begingroup',
  { kind: 'blank' },
);
define('mathit mathsf mathtt mathcal mathscr mathfrak mathnormal', { kind: 'font' });
define('text textbf textit textrm textsf texttt textnormal textup mbox hbox textsc emph textsl unit si', {
  kind: 'textFont',
});
define('mathrm operatorname operatorname* mathup', { kind: 'roman' });
define(
  'hspace hspace* vspace vspace* label ref eqref cite phantom vphantom hphantom kern mkern hskip mskip footnotesize cline',
  { kind: 'discard' },
);

export function commandMeaning(name: string): CommandMeaning | undefined {
  return table.get(name);
}

/** Commands whose backslash may have been doubled (`\\frac`) or eaten by an escape: long enough to be no accident. */
export function isKnownCommand(name: string): boolean {
  return table.has(name) || name === 'begin' || name === 'end';
}
