import { describe, expect, it } from 'vitest';
import { insertionText, toHtmlPage, toLatex, toMarkdown, toMathml } from './forms.ts';

const solution =
  'Subtract 5: 3x = <<20-5=15>>15.\n\n\\[x = \\frac{15}{3}\\]\n\nSo **x** is \\(5\\), 100% & more.';

describe('a solution in other forms', () => {
  it('Markdown keeps formulas and hides the calculator', () => {
    expect(toMarkdown(solution)).toBe(
      'Subtract 5: 3x = 15.\n\n$$\nx = \\frac{15}{3}\n$$\n\nSo **x** is $5$, 100% & more.',
    );
  });

  it('LaTeX escapes what is no formula', () => {
    expect(toLatex(solution)).toBe(
      'Subtract 5: 3x = 15.\n\n\\[\nx = \\frac{15}{3}\n\\]\n\nSo \\textbf{x} is $5$, 100\\% \\& more.',
    );
    expect(toLatex('\\input{/etc/passwd} costs $5')).toBe(
      '\\textbackslash{}input\\{/etc/passwd\\} costs \\$5',
    );
  });

  it('insertions follow the language of the document', () => {
    const rows = [
      [
        { language: 'latex', languageId: 'latex', form: 'solution' },
        '\\begin{solution}\n$x=1$\n\\end{solution}',
      ],
      [{ language: 'latex', languageId: 'latex', form: 'comment' }, '% $x=1$'],
      [{ language: 'markdown', languageId: 'markdown', form: 'solution' }, '**Solution.** $x=1$'],
      [{ language: 'markdown', languageId: 'markdown', form: 'comment' }, '<!--\n$x=1$\n-->'],
      [{ language: 'plain', languageId: 'python', form: 'comment' }, '# $x=1$'],
    ] as const;
    for (const [insertion, expected] of rows) expect(insertionText('$x=1$', insertion)).toBe(expected);
  });

  it('a model cannot end the comment it is put into', () => {
    const text = insertionText('bye --> <script>x</script>', {
      language: 'markdown',
      languageId: 'markdown',
      form: 'comment',
    });
    expect(text.indexOf('-->')).toBe(text.length - 3);
  });

  it('MathML and the page hold no markup of the model', () => {
    expect(toMathml('so $x^2$', {})).toContain('<msup>');
    const page = toHtmlPage({
      title: 'a</title><script>1</script>',
      problem: '<img src=x onerror=alert(1)>',
      answer: '\\href{javascript:alert(1)}{x}',
      steps: ['<b>bold</b> $\\R$', '$\\frac{$'],
      facts: ['<i>'],
      macros: { '\\R': '\\mathbb{R}' },
    });
    expect(page).not.toMatch(/<script|<img|<b>|<i>|href=/);
    expect(page).toContain('<mi mathvariant="double-struck">R</mi>');
  });
});
