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
const width = 420;
const height = 260;
const inner = { left: 44, right: 12, top: 28, bottom: 36 };

/** Charts side by side in one picture. */
export function curves(charts: readonly Chart[]): string {
  const parts = charts.map((chart, i) => `<g transform="translate(${i * width} 0)">${drawn(chart)}</g>`);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width * charts.length} ${height}" ` +
    `font-family="sans-serif" font-size="11"><rect width="100%" height="100%" fill="#fff"/>${parts.join('')}</svg>\n`
  );
}

function drawn({ title, xLabel, range, series }: Chart): string {
  const last = Math.max(1, ...series.flatMap(({ points }) => points.map(([x]) => x)));
  const [low, high] = range;
  const x = (value: number): number => inner.left + (value / last) * (width - inner.left - inner.right);
  const y = (value: number): number =>
    height - inner.bottom - ((value - low) / (high - low)) * (height - inner.top - inner.bottom);
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => low + share * (high - low));
  const grid = ticks.map(
    (tick) =>
      `<path d="M${inner.left} ${y(tick).toFixed(1)}H${width - inner.right}" stroke="#d0d7de"/>` +
      `<text x="${inner.left - 6}" y="${(y(tick) + 4).toFixed(1)}" text-anchor="end">${tick.toFixed(2)}</text>`,
  );
  const lines = series.map(({ name, points }, i) => {
    const colour = colours[i % colours.length]!;
    const path = points.map(([a, b], k) => `${k === 0 ? 'M' : 'L'}${x(a).toFixed(1)} ${y(b).toFixed(1)}`);
    const at = inner.top + 12 + 13 * i;
    return (
      `<path d="${path.join('')}" fill="none" stroke="${colour}" stroke-width="1.6"/>` +
      `<text x="${width - inner.right - 4}" y="${at}" text-anchor="end" fill="${colour}">${escaped(name)}</text>`
    );
  });
  return (
    `<text x="${inner.left}" y="18" font-size="13">${escaped(title)}</text>${grid.join('')}${lines.join('')}` +
    `<text x="${width / 2}" y="${height - 10}" text-anchor="middle">${escaped(xLabel)} (0–${last})</text>`
  );
}

const escaped = (text: string): string =>
  text.replace(/[&<>]/g, (mark) => (mark === '&' ? '&amp;' : mark === '<' ? '&lt;' : '&gt;'));
