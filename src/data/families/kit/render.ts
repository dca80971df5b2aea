/**
 * From a solution's lines to text: with the calculator's marks for training and decoding, or as a reader sees it.
 * A hidden mark leaves the value that follows it; a mark that nothing follows leaves its own value.
 */

const mark = /<<([^<>=]*)=([^<>]*)>>/g;

/** LaTeX of a mark's value: fractions stacked. */
function visibleValue(value: string): string {
  const match = /^(-?)(\d+)\/(\d+)$/.exec(value);
  return match === null ? value : `${match[1]!}\\frac{${match[2]!}}{${match[3]!}}`;
}

/** The line as a reader sees it, without calculator marks. */
export function visible(line: string): string {
  return line.replace(mark, (whole: string, _expression: string, value: string, at: number) => {
    const after = line.slice(at + whole.length);
    const isShown = /^[-\d\\a-z(]/i.test(after) && !/^\\[,; )]/.test(after);
    return isShown ? '' : visibleValue(value);
  });
}

/** One text of a solution's lines, as it is trained on or shown. */
export function solutionText(steps: readonly string[], options: { readonly marks: boolean }): string {
  return (options.marks ? steps : steps.map(visible)).join('\n');
}

/** Every calculation in the lines: `[expression, value]`. */
export function calculationsIn(steps: readonly string[]): [string, string][] {
  return steps.flatMap((line) => [...line.matchAll(mark)].map((m): [string, string] => [m[1]!, m[2]!]));
}
