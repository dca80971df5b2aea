/**
 * Calculator marks in a text, `<<48/2=24>>24`, as a reader sees it. A mark is hidden and the value after it stays; a
 * mark that nothing follows leaves its own value; a formula that is nothing but a mark and its value shows the
 * calculation, so `$<<48/2=24>>24$` reads `$48/2 = 24$`. Knows no line and no solution.
 */

const mark = /<<([^<>=\n]{1,400})=([^<>\n]{1,400})>>/g;

/** LaTeX of a mark's value: a fraction stacked, anything else as it is. */
export function markValueTex(value: string): string {
  const match = /^(-?)(\d+)\/(\d+)$/.exec(value);
  return match === null ? value : `${match[1]!}\\frac{${match[2]!}}{${match[3]!}}`;
}

/** LaTeX of a calculator expression. */
export function markExpressionTex(expression: string): string {
  return expression
    .replace(/^frac\((.*)\)$/, '$1')
    .replace(/isqrt\(([^()]*)\)/g, '\\lfloor\\sqrt{$1}\\rfloor')
    .replace(/iroot\(([^(),]*),\s*([^()]*)\)/g, '\\lfloor\\sqrt[$2]{$1}\\rfloor')
    .replace(/^round\((.*),\s*-?\d+\)$/, '$1')
    .replace(/lpf\(([^()]*)\)/g, '\\operatorname{lpf}($1)')
    .replace(/tobase\(([^(),]*),\s*([^()]*)\)/g, '$1_{10 \\to $2}')
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
    const isAlone = shown !== undefined && text[at - 1] === '$' && after[shown.length] === '$';
    if (isAlone && !/=\s*\$$/.test(text.slice(0, at)))
      return `${markExpressionTex(expression)} ${expression.startsWith('round(') ? '\\approx' : '='} `;
    const isFollowed = /^[-\d\\a-z(]/i.test(after) && !/^\\[,; )]/.test(after);
    return isFollowed ? '' : markValueTex(value);
  });
}

/** Every calculation in a text: `[expression, value]`. */
export function marksIn(text: string): [string, string][] {
  return Array.from(text.matchAll(mark), (found) => [found[1]!, found[2]!]);
}
