/**
 * `npm run bench:sampling`: N rows × 128 tokens from a 100-token prompt, SmolLM2-135M, against transformers.js on the
 * same weights and node-llama-cpp on the same GGUF, one after the other in one run, each in a process of its own.
 * Options: --gguf FILE, --rows 1,16,64, --past 256,1024,4096, --precision int8, --no-peers. Peers: `npm install --prefix
 * bench`. The last line is one JSON object. Speed counts at equal quality: log-perplexity against f32 is printed.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { vouchHome } from '../src/checkpoint/places.ts';
import type { Precision } from '../src/model/load.ts';
import { onnxRuntimeVersion } from '../src/runtime/onnxruntime.ts';
import { writeTransformersJsModel } from './peers/export-onnx.ts';
import { benchModel, benchPrompt, machine, option, own, peer, round } from './run.ts';
import type { Measured } from './run.ts';

const newTokens = Number(option('tokens') ?? 128);
const rowCounts = (option('rows') ?? '1,16,64').split(',').map(Number);
const pasts = (option('past') ?? '256,1024,4096').split(',').map(Number);
const precision = (option('precision') ?? 'int8') as Precision;
const withPeers = !process.argv.includes('--no-peers');

const { folder, gguf } = await benchModel();
const promptIds = await benchPrompt(folder);
const base = { model: folder, precision, newTokens, promptIds };

console.log(
  `${machine()}, onnxruntime-node ${onnxRuntimeVersion()}; ${newTokens} tokens from ${promptIds.length}`,
);

const figures: Record<string, Measured | null> = {};
for (const rows of rowCounts) {
  figures[`vouch ${precision} N=${rows}`] = await own({ ...base, task: 'sample', rows });
  report(`vouch ${precision} N=${rows}`);
}
if (withPeers) await measurePeers();

async function measurePeers(): Promise<void> {
  const exported = path.join(vouchHome(), 'bench', 'transformers-js-smollm2');
  if (!existsSync(path.join(exported, 'onnx/model_q4.onnx'))) {
    await writeTransformersJsModel(folder, exported);
  }
  for (const rows of rowCounts.filter((count) => count <= 16)) {
    for (const dtype of ['fp32', 'q8', 'q4']) {
      const name = `transformers.js ${dtype} N=${rows}`;
      figures[name] = await peer('transformers-js.mjs', {
        folder: exported,
        dtype,
        rows,
        newTokens,
        promptIds,
      });
      report(name);
    }
    const name = `node-llama-cpp Q4_1 N=${rows}`;
    figures[name] = await peer('llama-cpp.mjs', { file: gguf, rows, newTokens, promptIds });
    report(name);
  }
}

function report(name: string): void {
  const figure = figures[name];
  if (!figure) return;
  const speed = `${round(figure.tokensPerSecond)} tokens/s`;
  console.log(`${name.padEnd(32)} ${speed.padStart(18)}  peak ${round(figure.peakMegabytes, 0)} MB`);
}

const best = (prefix: string, rows: number): Measured | null =>
  Object.entries(figures)
    .filter(([name]) => name.startsWith(prefix) && name.endsWith(`N=${rows}`))
    .flatMap(([, figure]) => figure ?? [])
    .sort((x, y) => y.tokensPerSecond - x.tokensPerSecond)[0] ?? null;

const ratios = rowCounts.map((rows) => {
  const ours = best('vouch', rows);
  const ratio = (other: Measured | null, name: 'tokensPerSecond' | 'peakMegabytes'): number | null =>
    ours && other ? round(ours[name] / other[name], 2) : null;
  const transformersJs = best('transformers.js', rows);
  return {
    rows,
    speedOverTransformersJs: ratio(transformersJs, 'tokensPerSecond'),
    speedOverLlamaCpp: ratio(best('node-llama-cpp', rows), 'tokensPerSecond'),
    memoryOverTransformersJs: ratio(transformersJs, 'peakMegabytes'),
  };
});
for (const ratio of ratios) console.log(JSON.stringify(ratio));

const exact = await own({ ...base, task: 'perplexity', precision: 'f32', rows: 1 });
const used = await own({ ...base, task: 'perplexity', rows: 1 });
const change = Number(used['logPerplexity']) / Number(exact['logPerplexity']) - 1;
console.log(
  `log-perplexity f32 ${round(Number(exact['logPerplexity']), 4)}, ${precision} ${round(Number(used['logPerplexity']), 4)} (${round(100 * change, 2)}%)`,
);

const steps = [];
for (const rows of rowCounts) {
  const inside = await own({ ...base, task: 'profile', rows });
  const ours = figures[`vouch ${precision} N=${rows}`];
  const step = Number(ours?.['stepMs']);
  const sampling = Number(ours?.['samplingMsPerStep']);
  const parts = ['matricesMs', 'attentionMs', 'otherMs'].map((name) => Number(inside[name]));
  const javascript = step - sampling - parts.reduce((sum, part) => sum + part, 0);
  const row = {
    rows,
    stepMs: round(step, 2),
    matricesMs: round(parts[0]!, 2),
    attentionMs: round(parts[1]!, 2),
    otherOperatorsMs: round(parts[2]!, 2),
    samplingMs: round(sampling, 2),
    javascriptAndDispatchMs: round(javascript, 2),
  };
  steps.push(row);
  console.log(JSON.stringify(row));
}

const identical = [];
for (const kind of ['f32', precision] as const) {
  const measured = await own({ ...base, task: 'identical', precision: kind, rows: 16, newTokens: 32 });
  identical.push({ precision: kind, identicalShare: measured['identicalShare'] });
  console.log(
    `rows alone and in a batch of 16 with the same 32 tokens, ${kind}: ${String(measured['identicalShare'])}`,
  );
}

const growth = [];
for (const past of pasts) {
  const measured = await own({ ...base, task: 'past', rows: 16, past });
  growth.push({
    past,
    stepMs: round(Number(measured['stepMs']), 1),
    cacheMegabytes: round(Number(measured['cacheMegabytes']), 0),
    peakMegabytes: round(measured.peakMegabytes, 0),
  });
  console.log(JSON.stringify(growth.at(-1)));
}

console.log(
  JSON.stringify({
    benchmark: 'sampling',
    machine: machine(),
    onnxruntime: onnxRuntimeVersion(),
    precision,
    figures,
    ratios,
    logPerplexity: { f32: exact['logPerplexity'], used: used['logPerplexity'], change },
    steps,
    identical,
    growth,
  }),
);
