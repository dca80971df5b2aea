/**
 * The curves of an `EvaluationReport` as SVG: accuracy by the number of samples, reliability, accuracy by coverage, bars.
 * Colours of text and axes come from the page, or from `standalone` for a file of its own. Names are escaped.
 */
import type { CurvePoint, EvaluationReport, SliceReport } from './evaluation-report.ts';
import type { CalibrationError } from './ranking.ts';

const WIDTH = 560;
const HEIGHT = 320;
const MARGIN = { left: 48, right: 16, top: 16, bottom: 40 };

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => escapes[character] ?? character);
}

export const percent = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : `${(100 * value).toFixed(1)}%`;
export const figure3 = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : value.toFixed(3);

/** The rules that the figures' classes need. */
export const figureStyle = `svg text { fill: currentColor; font: 12px system-ui, sans-serif; }
.axis { stroke: currentColor; stroke-opacity: .5; fill: none; }
.grid { stroke: currentColor; stroke-opacity: .12; }`;

/** A figure as a file of its own, readable on light and dark pages. */
export function standalone(svg: string): string {
  const style = `<style>svg { color: #57606a; } @media (prefers-color-scheme: dark) { svg { color: #9198a1; } } ${figureStyle}</style>`;
  return svg.replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" ').replace('>', `>${style}`);
}

export interface Line {
  readonly name: string;
  readonly colour: string;
  readonly points: readonly (readonly [number, number])[];
  readonly band?: readonly (readonly [number, number, number])[];
}

export function curvesFigure(report: EvaluationReport): string {
  const { passAtK, bestOfK, majorityAtK, weightedAtK, checkedAtK } = report.curves;
  const line = (name: string, colour: string, curve: readonly CurvePoint[] | null): Line[] =>
    curve === null || curve.length === 0
      ? []
      : [
          {
            name,
            colour,
            points: curve.map(({ k, value }) => [Math.log2(k), value]),
            band: curve.map(({ k, low, high }) => [Math.log2(k), low, high]),
          },
        ];
  const lines = [
    ...line('pass@k', '#888888', passAtK),
    ...line('weighted@k', '#0b7a3b', weightedAtK),
    ...line('with exact checks', '#a3379c', checkedAtK),
    ...line('majority@k', '#1f6feb', majorityAtK),
    ...line('best-of-k', '#c2410c', bestOfK),
  ];
  if (lines.length === 0) return '';
  const ticks = passAtK.map(({ k }) => [Math.log2(k), String(k)] as const);
  const range = Math.max(1, Math.log2(report.samples));
  return plot('Accuracy by number of samples', lines, { range, ticks, xLabel: 'k' });
}

const tenths = [0, 0.25, 0.5, 0.75, 1].map((x) => [x, x.toFixed(2)] as const);

export function reliabilityFigure(title: string, calibration: CalibrationError | null): string {
  if (!calibration) return '';
  const points = calibration.bins.flatMap(({ meanScore, accuracy }): (readonly [number, number])[] =>
    meanScore === null || accuracy === null ? [] : [[meanScore, accuracy]],
  );
  const lines: Line[] = [
    { name: 'ideal', colour: '#888888', points: [[0, 0], [1, 1]] }, // prettier-ignore
    { name: `observed, error ${figure3(calibration.ece)}`, colour: '#1f6feb', points },
  ];
  return plot(title, lines, { range: 1, ticks: tenths, xLabel: 'score' });
}

export function selectiveFigure({ confidence }: EvaluationReport): string {
  if (confidence.curve.length === 0) return '';
  const points = confidence.curve.map(({ coverage, accuracy }) => [coverage, accuracy] as const);
  const lines: Line[] = [{ name: 'accuracy of what is answered', colour: '#0b7a3b', points }];
  return plot('Accuracy by coverage', lines, { range: 1, ticks: tenths, xLabel: 'coverage' });
}

export interface Axis {
  readonly range: number;
  readonly ticks: readonly (readonly [number, string])[];
  readonly xLabel: string;
}

export function plot(title: string, lines: readonly Line[], axis: Axis): string {
  const x = (value: number): string =>
    (MARGIN.left + (value / axis.range) * (WIDTH - MARGIN.left - MARGIN.right)).toFixed(1);
  const y = (value: number): string =>
    (HEIGHT - MARGIN.bottom - value * (HEIGHT - MARGIN.top - MARGIN.bottom)).toFixed(1);
  const grid = [0, 0.25, 0.5, 0.75, 1].map(
    (v) =>
      `<line class="grid" x1="${x(0)}" x2="${x(axis.range)}" y1="${y(v)}" y2="${y(v)}"/><text x="${MARGIN.left - 6}" y="${y(v)}" text-anchor="end" dy=".3em">${(100 * v).toFixed(0)}%</text>`,
  );
  const ticks = axis.ticks.map(
    ([at, label]) =>
      `<text x="${x(at)}" y="${HEIGHT - MARGIN.bottom + 16}" text-anchor="middle">${label}</text>`,
  );
  const drawn = lines.map(({ colour, points, band }) => {
    const path = points.map(([px, py]) => `${x(px)},${y(py)}`).join(' ');
    const area = band
      ? `<polygon fill="${colour}" fill-opacity=".12" points="${[...band.map(([px, low]) => `${x(px)},${y(low)}`), ...[...band].reverse().map(([px, , high]) => `${x(px)},${y(high)}`)].join(' ')}"/>`
      : '';
    const dots = points
      .map(([px, py]) => `<circle cx="${x(px)}" cy="${y(py)}" r="2.5" fill="${colour}"/>`)
      .join('');
    return `${area}<polyline fill="none" stroke="${colour}" stroke-width="2" points="${path}"/>${dots}`;
  });
  const legend = lines.map(
    ({ name, colour }, i) =>
      `<rect x="${MARGIN.left + 10}" y="${MARGIN.top + 6 + i * 18}" width="12" height="4" fill="${colour}"/><text x="${MARGIN.left + 28}" y="${MARGIN.top + 12 + i * 18}">${escapeHtml(name)}</text>`,
  );
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}">${grid.join('')}${ticks.join('')}<text x="${WIDTH / 2}" y="${HEIGHT - 6}" text-anchor="middle">${axis.xLabel}</text><polyline class="axis" points="${x(0)},${y(1)} ${x(0)},${y(0)} ${x(axis.range)},${y(0)}"/>${drawn.join('')}${legend.join('')}</svg>`;
}

/** The share of single samples that are right, by slice: one bar each, in the given order. */
export function barsFigure(title: string, slices: readonly SliceReport[]): string {
  const row = 16;
  const left = 220;
  const height = MARGIN.top + slices.length * row + 8;
  const bars = slices.map(({ name, pass1, winnerAccuracy, problems }, i) => {
    const y = MARGIN.top + i * row;
    const width = (share: number): string => (share * (WIDTH - left - 60)).toFixed(1);
    return `<text x="${left - 6}" y="${y + 11}" text-anchor="end">${escapeHtml(name)} (${problems})</text><rect x="${left}" y="${y + 2}" width="${width(winnerAccuracy)}" height="11" fill="#0b7a3b" fill-opacity=".35"/><rect x="${left}" y="${y + 2}" width="${width(pass1)}" height="11" fill="#0b7a3b"/><text x="${WIDTH - 4}" y="${y + 11}" text-anchor="end">${percent(pass1)}</text>`;
  });
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeHtml(title)}">${bars.join('')}</svg>`;
}
