/**
 * An `EvaluationReport` as one self-contained page: SVG curves and tables, no script, nothing loaded from anywhere.
 * Names come from data sets and are escaped. Knows nothing of files.
 */
import type { CurvePoint, EvaluationReport, SliceReport } from './evaluation-report.ts';
import type { CalibrationError } from './ranking.ts';

const WIDTH = 560;
const HEIGHT = 320;
const MARGIN = { left: 48, right: 16, top: 16, bottom: 40 };

export function reportPage(report: EvaluationReport, title: string): string {
  const heading = escapeHtml(title);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${heading}</title>
<style>
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; margin: 1rem 0; }
th, td { text-align: right; padding: .2rem .7rem; border-bottom: 1px solid color-mix(in srgb, currentColor 25%, transparent); }
th:first-child, td:first-child { text-align: left; }
svg { max-width: 100%; height: auto; }
svg text { fill: currentColor; font: 12px system-ui, sans-serif; }
.axis { stroke: currentColor; stroke-opacity: .5; fill: none; }
.grid { stroke: currentColor; stroke-opacity: .12; }
figure { margin: 1.5rem 0; }
</style>
</head>
<body>
<h1>${heading}</h1>
<p>${report.graded} graded of ${report.problems} problems, ${report.samples} samples each at least; scores ${report.calibrated ? 'calibrated' : 'uncalibrated'}; vote exponent ${report.voteExponent}.</p>
${headlines(report)}
${curvesFigure(report)}
${reliabilityFigure('Reliability of the scores', report.verifier.calibration)}
${reliabilityFigure('Reliability of the confidence', report.confidence.calibration)}
${selectiveFigure(report)}
${sliceTable('By subject', report.bySubject)}
${sliceTable('By level', report.byLevel)}
</body>
</html>
`;
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => escapes[character] ?? character);
}

const percent = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : `${(100 * value).toFixed(1)}%`;
const figure3 = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : value.toFixed(3);

function headlines(report: EvaluationReport): string {
  const { verifier, confidence, winnerAccuracy } = report;
  const interval = winnerAccuracy
    ? ` (${percent(winnerAccuracy.low)} to ${percent(winnerAccuracy.high)})`
    : '';
  const rows: readonly (readonly [string, string])[] = [
    ['Winner right', percent(winnerAccuracy?.value) + interval],
    ['Coverage', percent(confidence.coverage)],
    ['Right among answered', percent(confidence.selectiveAccuracy)],
    ['AUROC of the scores, all', figure3(verifier.auroc?.value)],
    [`AUROC within a problem (${verifier.aurocWithin.problems})`, figure3(verifier.aurocWithin.value)],
    ['Balanced accuracy at 0.5', percent(verifier.balancedAccuracy)],
    ['Calibration error, scores', figure3(verifier.calibration?.ece)],
    ['Calibration error, confidence', figure3(confidence.calibration?.ece)],
    ['Tokens a solution', report.tokens.perCandidate.toFixed(1)],
    ['Tokens in all', String(report.tokens.generated)],
    ['Seconds', report.seconds.toFixed(1)],
  ];
  return `<table>${rows.map(([name, value]) => `<tr><th scope="row">${name}</th><td>${value}</td></tr>`).join('')}</table>`;
}

interface Line {
  readonly name: string;
  readonly colour: string;
  readonly points: readonly (readonly [number, number])[];
  readonly band?: readonly (readonly [number, number, number])[];
}

function curvesFigure(report: EvaluationReport): string {
  const { passAtK, bestOfK, majorityAtK, weightedAtK } = report.curves;
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
    ...line('majority@k', '#1f6feb', majorityAtK),
    ...line('best-of-k', '#c2410c', bestOfK),
  ];
  if (lines.length === 0) return '';
  const ticks = passAtK.map(({ k }) => [Math.log2(k), String(k)] as const);
  const range = Math.max(1, Math.log2(report.samples));
  return plot('Accuracy by number of samples', lines, { range, ticks, xLabel: 'k' });
}

const tenths = [0, 0.25, 0.5, 0.75, 1].map((x) => [x, x.toFixed(2)] as const);

function reliabilityFigure(title: string, calibration: CalibrationError | null): string {
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

function selectiveFigure({ confidence }: EvaluationReport): string {
  if (confidence.curve.length === 0) return '';
  const points = confidence.curve.map(({ coverage, accuracy }) => [coverage, accuracy] as const);
  const lines: Line[] = [{ name: 'accuracy of what is answered', colour: '#0b7a3b', points }];
  return plot('Accuracy by coverage', lines, { range: 1, ticks: tenths, xLabel: 'coverage' });
}

interface Axis {
  readonly range: number;
  readonly ticks: readonly (readonly [number, string])[];
  readonly xLabel: string;
}

function plot(title: string, lines: readonly Line[], axis: Axis): string {
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
  return `<figure><figcaption>${title}</figcaption><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}">${grid.join('')}${ticks.join('')}<text x="${WIDTH / 2}" y="${HEIGHT - 6}" text-anchor="middle">${axis.xLabel}</text><polyline class="axis" points="${x(0)},${y(1)} ${x(0)},${y(0)} ${x(axis.range)},${y(0)}"/>${drawn.join('')}${legend.join('')}</svg></figure>`;
}

function sliceTable(title: string, slices: readonly SliceReport[]): string {
  if (slices.length === 0) return '';
  const rows = slices.map(
    ({ name, problems, pass1, winnerAccuracy }) =>
      `<tr><td>${escapeHtml(name)}</td><td>${problems}</td><td>${percent(pass1)}</td><td>${percent(winnerAccuracy)}</td></tr>`,
  );
  return `<h2>${title}</h2><table><thead><tr><th>${title.replace('By ', '')}</th><th>problems</th><th>pass@1</th><th>winner right</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}
