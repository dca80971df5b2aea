/**
 * Model text on screen: the tree of `document/typeset` as elements. Text goes in as text nodes, never as HTML.
 */
import type { JSX } from 'preact';
import { inlineTex, parseTypeset, type Block, type Inline } from '../src/document/typeset.ts';
import { Formula } from './formula.tsx';

export function Typeset({ text }: { readonly text: string }): JSX.Element {
  return <div class="typeset">{parseTypeset(text).map(renderBlock)}</div>;
}

/** The same on one line, for places where a paragraph cannot stand: what is displayed there is set inline. */
export function TypesetLine({ text }: { readonly text: string }): JSX.Element {
  return (
    <span class="typeset-line">
      {parseTypeset(text).map((block, index) => (
        <span key={index}>
          {block.kind === 'display' ? (
            <Formula tex={inlineTex(block.tex)} />
          ) : block.kind === 'code' ? (
            <code>{block.text}</code>
          ) : (
            renderContent(block.content)
          )}{' '}
        </span>
      ))}
    </span>
  );
}

function renderBlock(block: Block, index: number): JSX.Element {
  switch (block.kind) {
    case 'display':
      return <Formula key={index} tex={block.tex} display />;
    case 'code':
      return <pre key={index}>{block.text}</pre>;
    case 'heading':
      return (
        <p key={index} class="heading">
          {renderContent(block.content)}
        </p>
      );
    case 'item':
      return (
        <p key={index} class="item">
          <span class="marker">{/^[-*+]$/.test(block.marker) ? '•' : block.marker}</span>
          <span>{renderContent(block.content)}</span>
        </p>
      );
    case 'paragraph':
      return <p key={index}>{renderContent(block.content)}</p>;
  }
}

/** A full stop or comma stays on the line of the formula before it. */
function renderContent(content: readonly Inline[]): (JSX.Element | null)[] {
  return content.map((part, index) => {
    const next = content[index + 1];
    const before = content[index - 1];
    const text =
      part.kind === 'text' && before?.kind === 'math' ? part.text.slice(closingMarks(part.text)) : null;
    if (text !== null) return text === '' ? null : <span key={index}>{text}</span>;
    if (part.kind !== 'math' || next?.kind !== 'text') return renderInline(part, index);
    return (
      <span key={index} class="joined">
        <Formula tex={part.tex} />
        {next.text.slice(0, closingMarks(next.text))}
      </span>
    );
  });
}

function closingMarks(text: string): number {
  return /^[.,;:!?)\]’”]*/.exec(text)?.[0].length ?? 0;
}

function renderInline(part: Inline, index: number): JSX.Element {
  switch (part.kind) {
    case 'math':
      return <Formula key={index} tex={part.tex} />;
    case 'strong':
      return <strong key={index}>{part.text}</strong>;
    case 'emphasis':
      return <em key={index}>{part.text}</em>;
    case 'code':
      return <code key={index}>{part.text}</code>;
    case 'text':
      return <span key={index}>{part.text}</span>;
  }
}
