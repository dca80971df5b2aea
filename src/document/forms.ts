/**
 * A solution in the forms people paste and insert: Markdown, LaTeX, a comment, a `solution` block, MathML and a page
 * of its own. Model text is data here as everywhere: in LaTeX its special characters are escaped outside formulas,
 * in HTML all of it is, and nothing can end the comment or block it is put into.
 */
import katex from 'katex';
import type { DocumentLanguage } from './blocks.ts';
import type { SolutionName } from './solution-name.ts';
import { parseTypeset, type Block, type Inline } from './typeset.ts';

export function toMarkdown(text: string): string {
  return joinBlocks(parseTypeset(text), (block) => {
    switch (block.kind) {
      case 'display':
        return `$$\n${block.tex}\n$$`;
      case 'code':
        return `\`\`\`\n${block.text}\n\`\`\``;
      case 'heading':
        return `**${markdownInline(block.content)}**`;
      case 'item':
        return `${block.marker} ${markdownInline(block.content)}`;
      case 'paragraph':
        return markdownInline(block.content);
    }
  });
}

function markdownInline(content: readonly Inline[]): string {
  return content
    .map((part) => {
      switch (part.kind) {
        case 'math':
          return `$${part.tex}$`;
        case 'strong':
          return `**${part.text}**`;
        case 'emphasis':
          return `*${part.text}*`;
        case 'code':
          return `\`${part.text}\``;
        case 'text':
          return part.text.replaceAll('$', '\\$').replaceAll('<', '&lt;');
      }
    })
    .join('');
}

export function toLatex(text: string): string {
  return joinBlocks(parseTypeset(text), (block) => {
    switch (block.kind) {
      case 'display':
        return block.tex.startsWith('\\begin{align') || block.tex.startsWith('\\begin{gather')
          ? block.tex
          : `\\[\n${block.tex}\n\\]`;
      case 'code':
        return `\\begin{verbatim}\n${block.text.replaceAll('\\end{verbatim}', '')}\n\\end{verbatim}`;
      case 'heading':
        return `\\textbf{${latexInline(block.content)}}`;
      case 'item':
        return `${/^[-*+]$/.test(block.marker) ? '$\\bullet$' : block.marker} ${latexInline(block.content)}`;
      case 'paragraph':
        return latexInline(block.content);
    }
  });
}

const latexEscapes: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  '#': '\\#',
  $: '\\$',
  '%': '\\%',
  '&': '\\&',
  _: '\\_',
  '^': '\\textasciicircum{}',
  '~': '\\textasciitilde{}',
};

export function escapeLatex(text: string): string {
  return text.replace(/[\\{}#$%&_^~]/g, (character) => latexEscapes[character] ?? character);
}

function latexInline(content: readonly Inline[]): string {
  return content
    .map((part) => {
      switch (part.kind) {
        case 'math':
          return `$${part.tex}$`;
        case 'strong':
          return `\\textbf{${escapeLatex(part.text)}}`;
        case 'emphasis':
          return `\\emph{${escapeLatex(part.text)}}`;
        case 'code':
          return `\\texttt{${escapeLatex(part.text)}}`;
        case 'text':
          return escapeLatex(part.text);
      }
    })
    .join('');
}

/** Items follow each other line by line; everything else stands apart. */
function joinBlocks(blocks: readonly Block[], write: (block: Block) => string): string {
  return blocks
    .map((block, index) => {
      const separator =
        index === 0 ? '' : block.kind === 'item' && blocks[index - 1]?.kind === 'item' ? '\n' : '\n\n';
      return separator + write(block);
    })
    .join('');
}

export interface Insertion {
  readonly language: DocumentLanguage;
  /** The editor's language id, for the comment sign of a program's language. */
  readonly languageId: string;
  readonly form: 'plain' | 'comment' | 'solution';
  /** What the document calls a solution; default "Solution", in LaTeX the environment `solution`. */
  readonly name?: SolutionName;
}

/** The text to put below a problem, in the document's own language; ends without a newline. */
export function insertionText(text: string, { language, languageId, form, name }: Insertion): string {
  const body = language === 'latex' ? toLatex(text) : toMarkdown(text);
  if (form === 'plain') return body;
  if (form === 'solution') {
    const { word = 'Solution', environment = 'solution' } = name ?? {};
    if (language === 'latex') return `\\begin{${environment}}\n${body}\n\\end{${environment}}`;
    return language === 'markdown' ? `**${word}.** ${body}` : `${word}:\n\n${body}`;
  }
  if (language === 'markdown') return `<!--\n${body.replaceAll('--', '- -')}\n-->`;
  const sign = language === 'latex' ? '%' : lineComment(languageId);
  return body
    .split('\n')
    .map((line) => `${sign} ${line}`.trimEnd())
    .join('\n');
}

function lineComment(languageId: string): string {
  if (/^(python|ruby|julia|r|shellscript|yaml|plaintext|makefile|perl)$/.test(languageId)) return '#';
  if (/^(haskell|lua|sql|ada)$/.test(languageId)) return '--';
  return '//';
}

const katexOptions = {
  trust: false,
  throwOnError: false,
  strict: 'ignore',
  maxExpand: 1000,
  maxSize: 25,
  output: 'mathml',
} as const;

/** A formula as MathML markup; what KaTeX cannot read stands as escaped text. */
export function formulaMathml(
  tex: string,
  display: boolean,
  macros: Readonly<Record<string, string>>,
): string {
  try {
    return katex.renderToString(tex, { ...katexOptions, displayMode: display, macros: { ...macros } });
  } catch {
    return `<code>${escapeHtml(tex)}</code>`;
  }
}

/** All formulas of a text as MathML, one a line. */
export function toMathml(text: string, macros: Readonly<Record<string, string>>): string {
  return htmlBlocks(text, macros).join('\n');
}

export interface PageContent {
  readonly title: string;
  readonly problem: string;
  readonly answer: string | null;
  readonly steps: readonly string[];
  /** Facts for the footer: model, device, seed. */
  readonly facts: readonly string[];
  readonly macros: Readonly<Record<string, string>>;
}

/** A page that needs nothing but a browser: formulas as MathML, no script, no other file. */
export function toHtmlPage(content: PageContent): string {
  const { title, problem, answer, steps, facts, macros } = content;
  const items = steps.map((step) => `<li>${htmlBlocks(step, macros).join('\n')}</li>`).join('\n');
  const line = answer === null ? '' : `<p class="answer">${formulaMathml(answer, false, macros)}</p>`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>body{max-width:45rem;margin:2rem auto;padding:0 1rem;font:1rem/1.6 system-ui,sans-serif}
blockquote{margin:0;padding:.5rem 1rem;border-left:3px solid #888}.answer{font-size:1.4rem}
li{margin:.6rem 0}math[display=block]{overflow-x:auto}footer{color:#666;font-size:.9rem}</style>
</head>
<body>
<blockquote>${htmlBlocks(problem, macros).join('\n')}</blockquote>
${line}
<ol>
${items}
</ol>
<footer>${facts.map(escapeHtml).join(' · ')}</footer>
</body>
</html>
`;
}

function htmlBlocks(text: string, macros: Readonly<Record<string, string>>): string[] {
  const inline = (content: readonly Inline[]): string =>
    content
      .map((part) => {
        if (part.kind === 'math') return formulaMathml(part.tex, false, macros);
        const tag = { strong: 'strong', emphasis: 'em', code: 'code', text: 'span' }[part.kind];
        return `<${tag}>${escapeHtml(part.text)}</${tag}>`;
      })
      .join('');
  return parseTypeset(text).map((block) => {
    if (block.kind === 'display') return formulaMathml(block.tex, true, macros);
    if (block.kind === 'code') return `<pre>${escapeHtml(block.text)}</pre>`;
    const prefix = block.kind === 'item' ? `${escapeHtml(block.marker)} ` : '';
    return `<p>${prefix}${inline(block.content)}</p>`;
  });
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
