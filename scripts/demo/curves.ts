/** Line charts as SVG text: what the training log shows of its runs. Pure. */

export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Chart {
  readonly title: string;
  readonly xLabel: string;
  /** Range of the vertical axis. */
  readonly range: readonly [low: number, high: number];
  readonly series: readonly Series[];
}

const colours = ['#1f6feb', '#bf3989', '#1a7f37', '#9a6700', '#8250df', '#cf222e', '#57606a'];
const dashes = ['', ' stroke-dasharray="6 3"', ' stroke-dasharray="2 2"'];
const width = 420;
const height = 260;
const inner = { left: 44, right: 12, top: 28, bottom: 36 };
const legend = { width: 170, lineHeight: 16 };

/** Charts side by side in one picture, with one legend for all: series of the same place have the same look. */
export function curves(charts: readonly Chart[]): string {
  const parts = charts.map((chart, i) => `<g transform="translate(${i * width} 0)">${drawn(chart)}</g>`);
  const names = charts[0]?.series.map(({ name }) => name) ?? [];
  const tall = Math.max(height, inner.top + legend.lineHeight * (names.length + 1));
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width * charts.length + legend.width} ${tall}" ` +
    `font-family="sans-serif" font-size="11"><rect width="100%" height="100%" fill="#fff"/>${parts.join('')}` +
    `<g transform="translate(${width * charts.length} ${inner.top})">${names.map(named).join('')}</g></svg>\n`
  );
}

/** The mean of up to `count` values that end at each place: single updates are too noisy to be told apart. */
export function smoothed(points: Series['points'], count: number): Series['points'] {
  return points.map(([x], i) => {
    const window = points.slice(Math.max(0, i + 1 - count), i + 1);
    return [x, window.reduce((sum, [, y]) => sum + y, 0) / window.length];
  });
}

function look(i: number): string {
  const dash = dashes[Math.floor(i / colours.length) % dashes.length]!;
  return `fill="none" stroke="${colours[i % colours.length]!}" stroke-width="1.6"${dash}`;
}

function named(name: string, i: number): string {
  const at = legend.lineHeight * (i + 1);
  return `<path d="M0 ${at - 4}H24" ${look(i)}/><text x="30" y="${at}">${escaped(name)}</text>`;
}

function drawn({ title, xLabel, range, series }: Chart): string {
  const last = Math.max(1, ...series.flatMap(({ points }) => points.map(([x]) => x)));
  const [low, high] = range;
  const x = (value: number): number => inner.left + (value / last) * (width - inner.left - inner.right);
  const y = (value: number): number =>
    height -
    inner.bottom -
    ((Math.min(Math.max(value, low), high) - low) / (high - low)) * (height - inner.top - inner.bottom);
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => low + share * (high - low));
  const grid = ticks.map(
    (tick) =>
      `<path d="M${inner.left} ${y(tick).toFixed(1)}H${width - inner.right}" stroke="#d0d7de"/>` +
      `<text x="${inner.left - 6}" y="${(y(tick) + 4).toFixed(1)}" text-anchor="end">${tick.toFixed(2)}</text>`,
  );
  const lines = series.map(({ points }, i) => {
    const path = points.map(([a, b], k) => `${k === 0 ? 'M' : 'L'}${x(a).toFixed(1)} ${y(b).toFixed(1)}`);
    return `<path d="${path.join('')}" ${look(i)}/>`;
  });
  return (
    `<text x="${inner.left}" y="18" font-size="13">${escaped(title)}</text>${grid.join('')}${lines.join('')}` +
    `<text x="${width / 2}" y="${height - 10}" text-anchor="middle">${escaped(xLabel)} (0–${last})</text>`
  );
}

const escaped = (text: string): string =>
  text.replace(/[&<>]/g, (mark) => (mark === '&' ? '&amp;' : mark === '<' ? '&lt;' : '&gt;'));
