/**
 * An `EvaluationReport` as one self-contained page: SVG curves and tables, no script, nothing loaded from anywhere.
 * Names come from data sets and are escaped. Knows nothing of files.
 */
import type { EvaluationReport, SliceReport } from './evaluation-report.ts';
import {
  curvesFigure,
  escapeHtml,
  figure3,
  figureStyle,
  percent,
  reliabilityFigure,
  selectiveFigure,
} from './figures.ts';

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
${figureStyle}
figure { margin: 1.5rem 0; }
</style>
</head>
<body>
<h1>${heading}</h1>
<p>${report.graded} graded of ${report.problems} problems, ${report.samples} samples each at least; scores ${report.calibrated ? 'calibrated' : 'uncalibrated'}; vote exponent ${report.voteExponent}.</p>
${headlines(report)}
${framed('Accuracy by number of samples', curvesFigure(report))}
${framed('Reliability of the scores', reliabilityFigure('Reliability of the scores', report.verifier.calibration))}
${framed('Reliability of the confidence', reliabilityFigure('Reliability of the confidence', report.confidence.calibration))}
${framed('Accuracy by coverage', selectiveFigure(report))}
${sliceTable('By subject', report.bySubject)}
${sliceTable('By level', report.byLevel)}
</body>
</html>
`;
}

/** A figure with its caption; nothing for an empty one. */
function framed(title: string, svg: string): string {
  return svg === '' ? '' : `<figure><figcaption>${title}</figcaption>${svg}</figure>`;
}

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

function sliceTable(title: string, slices: readonly SliceReport[]): string {
  if (slices.length === 0) return '';
  const rows = slices.map(
    ({ name, problems, pass1, winnerAccuracy }) =>
      `<tr><td>${escapeHtml(name)}</td><td>${problems}</td><td>${percent(pass1)}</td><td>${percent(winnerAccuracy)}</td></tr>`,
  );
  return `<h2>${title}</h2><table><thead><tr><th>${title.replace('By ', '')}</th><th>problems</th><th>pass@1</th><th>winner right</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}
