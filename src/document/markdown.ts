/**
 * Problems and solutions in Markdown, by the remark parser: headings, bold or plain labels, display formulas, `math`
 * fences and list items. A labelled block reaches to the next label, to a heading of its own level or above, or to a
 * thematic break. Source: CommonMark and remark-math; knows no editor.
 */
import type { Nodes, Root, RootContent } from 'mdast';
import remarkMath from 'remark-math';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { linkSolutions, makeBlock, readLabel, type BlockKind, type DocumentBlock } from './block.ts';

const parser = unified().use(remarkParse).use(remarkMath);

/** The blocks of a Markdown text in order. Linear in its length; never throws on any text. */
export function markdownBlocks(text: string): DocumentBlock[] {
  const root: Root = parser.parse(text);
  const collector = new Collector(text);
  collector.read(root.children);
  collector.close();
  return linkSolutions(collector.blocks);
}

interface Section {
  readonly kind: 'problem' | 'solution';
  readonly label: string;
  readonly start: number;
  readonly contentStart: number;
  /** The heading's level; 7 for a label inside a paragraph, which any heading ends. */
  readonly level: number;
  end: number;
}

class Collector {
  readonly blocks: DocumentBlock[] = [];
  readonly #text: string;
  #section: Section | null = null;
  #itemKind: BlockKind = 'text';

  constructor(text: string) {
    this.#text = text;
  }

  read(nodes: readonly RootContent[]): void {
    nodes.forEach((node, index) => {
      const range = rangeOf(node);
      if (range === null) return;
      if (node.type === 'heading') this.#heading(node.depth, range);
      else if (node.type === 'thematicBreak') this.close();
      else if (node.type === 'paragraph' && this.#opens(node, range)) return;
      else if (this.#section !== null) this.#section.end = range.end;
      else if (node.type === 'list') this.#list(node.children);
      else if (node.type === 'blockquote') this.#nested(node.children);
      else if (node.type !== 'yaml' && node.type !== 'definition' && node.type !== 'html')
        this.#plain(nodes[index - 1], range);
    });
  }

  close(): void {
    const section = this.#section;
    this.#section = null;
    if (section === null) return;
    this.#push({ ...section, contentEnd: section.end });
  }

  #heading(depth: number, range: Range): void {
    const source = this.#text.slice(range.start, range.end);
    const marks = /^\s*#*\s*/.exec(source)?.[0].length ?? 0;
    const found = readLabel(source.slice(marks));
    if (found === null) {
      if (this.#section === null || depth <= this.#section.level) {
        this.close();
        this.#itemKind = 'text';
      } else this.#section.end = range.end;
      return;
    }
    this.close();
    this.#itemKind = found.plural && found.kind === 'problem' ? 'problem' : 'text';
    if (this.#itemKind === 'problem') return;
    this.#section = {
      kind: found.kind,
      label: source.slice(marks).trim(),
      start: range.start,
      contentStart: range.start + marks + found.length,
      level: depth,
      end: range.end,
    };
  }

  /** A paragraph that begins with a bold or punctuated label opens a block. */
  #opens(node: Extract<RootContent, { type: 'paragraph' }>, range: Range): boolean {
    const [first] = node.children;
    if (first === undefined) return false;
    const firstRange = rangeOf(first);
    if (firstRange === null) return false;
    const emphasised = first.type === 'strong' || first.type === 'emphasis';
    const source = emphasised ? textOf(first) : this.#text.slice(range.start, range.end);
    const found = readLabel(source);
    if (found === null || (!emphasised && !found.punctuated)) return false;
    // A bold sentence that merely begins with the word is no label.
    if (emphasised && found.length < source.trim().length && !found.punctuated) return false;
    const afterLabel = emphasised ? firstRange.end : range.start + found.length;
    const punctuation = /^\s*[.:—–-]*/.exec(this.#text.slice(afterLabel, range.end))?.[0].length ?? 0;
    const level = this.#section?.level ?? 7;
    this.close();
    this.#section = {
      kind: found.kind,
      label: source.slice(0, found.length).trim(),
      start: range.start,
      contentStart: afterLabel + (emphasised ? punctuation : 0),
      level,
      end: range.end,
    };
    return true;
  }

  #list(items: readonly Nodes[]): void {
    for (const item of items) {
      const range = rangeOf(item);
      if (range === null || item.type !== 'listItem') continue;
      const [first] = item.children;
      const contentStart = (first === undefined ? null : rangeOf(first))?.start ?? range.start;
      const labelled = item.children.findIndex(
        (child, index) => index > 0 && child.type === 'paragraph' && this.#isLabelled(child),
      );
      const own = labelled < 0 ? item.children : item.children.slice(0, labelled);
      const last = own.at(-1);
      const end = (last === undefined ? null : rangeOf(last))?.end ?? range.end;
      const kind = labelled < 0 ? this.#itemKind : 'problem';
      this.#push({ kind, label: null, start: range.start, end, contentStart, contentEnd: end });
      if (labelled >= 0) this.#nested(item.children.slice(labelled));
    }
  }

  #isLabelled(node: Nodes): boolean {
    const before = this.#section;
    const range = rangeOf(node);
    if (range === null || node.type !== 'paragraph') return false;
    const probe = new Collector(this.#text);
    const opens = probe.#opens(node, range);
    this.#section = before;
    return opens;
  }

  #nested(nodes: readonly RootContent[]): void {
    this.read(nodes);
    this.close();
  }

  /** A formula after "Solve:" belongs to the paragraph before it, a paragraph after a formula begins anew. */
  #plain(before: RootContent | undefined, range: Range): void {
    const last = this.blocks.at(-1);
    const beforeRange = before === undefined ? null : rangeOf(before);
    if (last?.kind === 'text' && beforeRange?.end === last.end && this.#continues(before, range)) {
      this.blocks[this.blocks.length - 1] = { ...last, end: range.end, contentEnd: range.end };
      return;
    }
    this.#push({
      kind: 'text',
      label: null,
      start: range.start,
      end: range.end,
      contentStart: range.start,
      contentEnd: range.end,
    });
  }

  #continues(before: RootContent | undefined, range: Range): boolean {
    if (before?.type === 'math') return false;
    const isFormula = /^\s*(\$\$|```math|\\\[)/.test(this.#text.slice(range.start, range.start + 12));
    return before?.type === 'paragraph' && isFormula;
  }

  #push(block: Omit<DocumentBlock, 'problem'>): void {
    const { kind, label, start, end, contentStart, contentEnd } = block;
    const made = makeBlock(this.#text, { kind, label, start, end, contentStart, contentEnd });
    if (made !== null) this.blocks.push(made);
  }
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function rangeOf(node: Nodes): Range | null {
  const start = node.position?.start.offset;
  const end = node.position?.end.offset;
  return start === undefined || end === undefined ? null : { start, end };
}

function textOf(node: Nodes): string {
  if ('value' in node) return node.value;
  return 'children' in node ? node.children.map((child) => textOf(child)).join('') : '';
}
