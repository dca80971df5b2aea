/**
 * Calculator marks in a text, `<<48/2=24>>24`, as a reader sees it. A mark is hidden and the value after it stays; a
 * mark that nothing follows leaves its own value. A formula that is nothing but a mark and its value, or that gives
 * them as what a letter equals, shows the calculation: `$<<48/2=24>>24$` reads `$48/2 = 24$`. Knows no line and no solution.
 */

const mark = /<<([^<>=\n]{1,400})=([^<>\n]{1,400})>>/g;

/** LaTeX of a mark's value: a fraction stacked, anything else as it is. */
export function markValueTex(value: string): string {
  const match = /^(-?)(\d+)\/(\d+)$/.exec(value);
  return match === null ? value : `${match[1]!}\\frac{${match[2]!}}{${match[3]!}}`;
}

/** Quotients of two numbers, and a quotient that is all there is, as fractions. */
function stacked(expression: string): string {
  const whole = /^\(([^()]*(?:\([^()]*\)[^()]*)*)\)\/(\d+|\(-\d+\))$/.exec(expression);
  if (whole !== null) return `\\frac{${whole[1]!}}{${whole[2]!.replace(/[()]/g, '')}}`;
  return expression.replace(/(?<![\d.)^/])(\d+)\/(\d+)(?![\d.^/])/g, '\\frac{$1}{$2}');
}

/** LaTeX of a calculator expression, given its value. */
export function markExpressionTex(expression: string, value = ''): string {
  const square = /^isqrt\((\d+)\)$/.exec(expression);
  if (square !== null && BigInt(square[1]!) === BigInt(value || '0') ** 2n) return `\\sqrt{${square[1]!}}`;
  const quotient = /^frac\((.*)\)$/.exec(expression)?.[1];
  return (quotient === undefined ? expression : stacked(quotient))
    .replace(/factorial\((\d+)\)/g, '$1!')
    .replace(/isqrt\(([^()]*)\)/g, '\\lfloor\\sqrt{$1}\\rfloor')
    .replace(/^round\((.*),\s*-?\d+\)$/, '$1')
    .replace(/\blcm\(/g, '\\operatorname{lcm}(')
    .replace(/\bgcd\(/g, '\\gcd(')
    .replace(/ ?\bmod\b ?/g, ' \\bmod ')
    .replace(/\^(-?\d+)/g, '^{$1}')
    .replace(/\*/g, ' \\cdot ')
    .replace(/(?<=[\d)}!])([-+])/g, ' $1 ');
}

/** The text without calculator marks. */
export function hideMarks(text: string): string {
  return text.replace(mark, (whole: string, expression: string, value: string, at: number) => {
    const after = text.slice(at + whole.length);
    const shown = [value, markValueTex(value)].find((form) => after.startsWith(form));
    const isShowable = !/^(lpf|squarefactor|valuation|min|max|count|iroot|ilog|tobase)\(/.test(expression);
    const isLast = isShowable && shown !== undefined && after[shown.length] === '$';
    const before = text.slice(text.lastIndexOf('$', at - 1) + 1, at);
    // The whole formula, or what a name or a term with a letter is said to equal: `x = <<12/3=4>>4`.
    const isShown = isLast && (text[at - 1] === '$' || /^[^<>=$]*[a-zA-Z][^<>=$]*= $/.test(before));
    // What is said of the expression itself: `\sqrt{36} = <<isqrt(36)=6>>6`.
    const isRepeated = before === `${markExpressionTex(expression, value)} = `;
    if (isShown && !isRepeated && !/=\s*\$$/.test(text.slice(0, at)))
      return `${markExpressionTex(expression, value)} ${expression.startsWith('round(') ? '\\approx' : '='} `;
    const isFollowed = /^[-\d\\a-z(]/i.test(after) && !/^\\[,; )]/.test(after);
    return isFollowed ? '' : markValueTex(value);
  });
}

/** Every calculation in a text: `[expression, value]`. */
export function marksIn(text: string): [string, string][] {
  return Array.from(text.matchAll(mark), (found) => [found[1]!, found[2]!]);
}
