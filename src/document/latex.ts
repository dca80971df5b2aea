/**
 * Problems and solutions in LaTeX, by the unified-latex parser: environments by name (the user's own too), bold
 * labels, and paragraphs. Also the document's macros, so that its formulas can be set as its author wrote them.
 * Nothing is executed: a macro is a name and a replacement text.
 */
import { parse } from '@unified-latex/unified-latex-util-parse';
import {
  linkSolutions,
  makeBlock,
  readLabel,
  type BlockKind,
  type DocumentBlock,
  type ParseOptions,
} from './block.ts';
import { plainBlocks } from './plain.ts';

const environmentKinds: Readonly<Record<string, 'problem' | 'solution'>> = {
  problem: 'problem',
  problems: 'problem',
  exercise: 'problem',
  exercises: 'problem',
  question: 'problem',
  example: 'problem',
  examplebox: 'problem',
  task: 'problem',
  exo: 'problem',
  aufgabe: 'problem',
  solution: 'solution',
  solutions: 'solution',
  soln: 'solution',
  sol: 'solution',
  answer: 'solution',
  proof: 'solution',
  loesung: 'solution',
  beweis: 'solution',
};

/** Environments whose content is formulas or figures: part of the paragraph they stand in. */
const leafEnvironments =
  /^(figure|table|tabular|tikzpicture|verbatim|lstlisting|minted|comment|array|matrix)\*?$/;

type Ast = ReturnType<typeof parse>;
type Node = Ast['content'][number];

/** The blocks of a LaTeX text in order. Never throws: a text the parser refuses counts as plain paragraphs. */
export function latexBlocks(text: string, options: ParseOptions = {}): DocumentBlock[] {
  let root: Ast;
  try {
    root = parse(text);
  } catch {
    return plainBlocks(text);
  }
  const blocks: DocumentBlock[] = [];
  const kinds = { ...environmentKinds, ...options.environments };
  readNodes({ text, kinds, blocks }, root.content);
  return linkSolutions(blocks);
}

interface Reading {
  readonly text: string;
  readonly kinds: Readonly<Record<string, string>>;
  readonly blocks: DocumentBlock[];
}

function readNodes(reading: Reading, nodes: readonly Node[]): void {
  const body = nodes.find((node) => node.type === 'environment' && nameOf(node) === 'document');
  let run: Node[] = [];
  const flush = (): void => {
    addParagraph(reading, run);
    run = [];
  };
  for (const node of body === undefined ? nodes : [body]) {
    if (node.type === 'parbreak') flush();
    else if (node.type === 'environment' && !leafEnvironments.test(nameOf(node))) {
      flush();
      readEnvironment(reading, node);
    } else if (node.type === 'macro' && /^(sub)*section$|^chapter$|^item$|^begin$/.test(node.content)) {
      flush();
      if (node.content === 'item') run.push(node);
    } else run.push(node);
  }
  flush();
}

function readEnvironment(reading: Reading, node: Extract<Node, { type: 'environment' | 'mathenv' }>): void {
  const { text, kinds, blocks } = reading;
  const name = nameOf(node);
  const kind = kinds[name.replace(/\*$/, '').toLowerCase()] ?? kinds[name];
  const range = rangeOf(node);
  if ((kind !== 'problem' && kind !== 'solution') || range === null) {
    readNodes(reading, node.content);
    return;
  }
  const opening = new RegExp(`^\\\\begin\\s*\\{${escapePattern(name)}\\}\\s*(\\[[^\\]]*\\])?`).exec(
    text.slice(range.start, range.end),
  );
  const closing = new RegExp(`\\\\end\\s*\\{${escapePattern(name)}\\}$`).exec(
    text.slice(range.start, range.end),
  );
  const contentStart = range.start + (opening?.[0].length ?? 0);
  const outerEnd = closing === null ? range.end : range.start + closing.index;
  // A solution written inside its problem ends the problem's text.
  const inner = node.content.find(
    (child) => child.type === 'environment' && kinds[nameOf(child).toLowerCase()] === 'solution',
  );
  const innerRange = inner === undefined ? null : rangeOf(inner);
  const contentEnd = innerRange?.start ?? outerEnd;
  const block = makeBlock(text, {
    kind,
    label: name,
    start: range.start,
    end: innerRange?.start ?? range.end,
    contentStart,
    contentEnd,
  });
  if (block !== null) blocks.push(block);
  if (inner?.type === 'environment') readEnvironment(reading, inner);
}

function addParagraph(reading: Reading, nodes: readonly Node[]): void {
  const ranges = nodes.map(rangeOf).filter((range) => range !== null);
  const start = ranges[0]?.start;
  const end = ranges.at(-1)?.end;
  if (start === undefined || end === undefined) return;
  const source = reading.text.slice(start, end);
  const hasWords = nodes.some((node: Node) =>
    ['string', 'inlinemath', 'displaymath', 'mathenv'].includes(node.type),
  );
  if (!hasWords || /^\s*(%[^\n]*\s*)*$/.test(source)) return;
  const found = paragraphLabel(source);
  const block = makeBlock(reading.text, {
    kind: found.kind,
    label: found.label,
    start,
    end,
    contentStart: start + found.length,
    contentEnd: end,
  });
  if (block !== null) reading.blocks.push(block);
}

interface ParagraphLabel {
  readonly kind: BlockKind;
  readonly label: string | null;
  /** How much of the paragraph comes before its content. */
  readonly length: number;
}

/** `\textbf{Solution.} …`, `\item …`, `Exercise 3. …`: what a paragraph is and where its content begins. */
function paragraphLabel(source: string): ParagraphLabel {
  const item = /^\s*(?:\\noindent\s*)?(?:\\item(?:\[[^\]]*\])?\s*)?/.exec(source)?.[0].length ?? 0;
  const command = /^\\(?:textbf|textit|emph|paragraph)\s*\{/.exec(source.slice(item))?.[0].length ?? 0;
  const found = readLabel(source.slice(item + command));
  if (found === null || (command === 0 && !found.punctuated))
    return { kind: 'text', label: null, length: item };
  const labelEnd = item + command + found.length;
  const closing =
    command === 0 ? 0 : (/^[^\n}]{0,40}\}\s*[.:]?/.exec(source.slice(labelEnd))?.[0].length ?? 0);
  return {
    kind: found.kind,
    label: source.slice(item + command, labelEnd).trim(),
    length: labelEnd + closing,
  };
}

function nameOf(node: Node): string {
  if (node.type !== 'environment' && node.type !== 'mathenv') return '';
  const env: unknown = node.env;
  if (typeof env === 'string') return env;
  if (typeof env === 'object' && env !== null && 'content' in env && typeof env.content === 'string') {
    return env.content;
  }
  return '';
}

function rangeOf(node: Node): { readonly start: number; readonly end: number } | null {
  const { position } = node;
  return position === undefined ? null : { start: position.start.offset, end: position.end.offset };
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
