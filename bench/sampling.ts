/**
 * `npm run bench:sampling`: N rows × 128 tokens from a 100-token prompt, SmolLM2-135M, against transformers.js on the
 * same weights and node-llama-cpp on the same GGUF, one after the other in one run, each in a process of its own.
 * Options: --gguf FILE, --rows 1,16,64, --past 256,1024,4096, --precision int8, --no-peers, --no-problems. Peers: `npm
 * install --prefix bench`. "off": without looking tokens up. Peers are greedy, ours is at temperature 1 where it is not
 * called greedy. The last line is one JSON object. Speed counts at equal quality: log-perplexity against f32 is printed.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { vouchHome } from '../src/checkpoint/places.ts';
import type { Precision } from '../src/model/load.ts';
import { onnxRuntimeVersion } from '../src/runtime/onnxruntime.ts';
import { writeTransformersJsModel } from './peers/export-onnx.ts';
import { benchModel, benchPrompt, machine, option, own, peer, round } from './run.ts';
import type { Measured } from './run.ts';

const wordProblems = [
  'A baker sells 48 rolls in the morning and half as many in the afternoon. How many rolls does she sell altogether?',
  'A scarf takes 2 balls of blue wool and half that much white wool. How many balls does it take in total?',
  'Solve 3x + 5 = 20',
];
const miniProblems = [
  'Solve 3x + 5 = 20',
  'What is 15% of 240?',
  'Solve x^2 - 5x + 6 = 0',
  'What is the greatest common divisor of 84 and 36?',
  'Expand (x + 3)(x - 4)',
  'What is the sum of the first 10 terms of the sequence 3, 7, 11?',
];
const newTokens = Number(option('tokens') ?? 128);
const rowCounts = (option('rows') ?? '1,16,64').split(',').map(Number);
const pasts = (option('past') ?? '256,1024,4096').split(',').filter(Boolean).map(Number);
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
  for (const speculate of [false, true]) {
    const name = speculate ? `vouch ${precision} N=${rows}` : `vouch ${precision} off N=${rows}`;
    const each = { ...base, task: 'sample', rows, speculate } as const;
    figures[name] = await own(each);
    report(name);
    if (rows > 16) continue;
    figures[`greedy ${name}`] = await own({ ...each, temperature: 0 });
    report(`greedy ${name}`);
  }
}
if (!process.argv.includes('--no-problems')) await measureProblems();
if (withPeers) await measurePeers();

/** Math problems in a model's own words, one after the other: what a solve writes. */
async function measureProblems(): Promise<void> {
  const mini = path.join(import.meta.dirname, '../models/vouch-mini');
  for (const [rows, model, kind, temperature] of [
    [1, folder, precision, 0.7],
    [4, folder, precision, 0.7],
    [1, mini, 'f32', 0.6],
    [8, mini, 'f32', 0.6],
  ] as const) {
    for (const speculate of [false, true]) {
      const name = `problems ${model === mini ? 'vouch-mini' : 'SmolLM2'} ${kind} ${speculate ? '' : 'off '}N=${rows}`;
      const problems = model === mini ? miniProblems : wordProblems;
      const task = { ...base, task: 'sample', model, precision: kind, rows, speculate, temperature } as const;
      figures[name] = await own({ ...task, problems });
      report(name);
    }
  }
}

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
    const guessing = `node-llama-cpp Q4_1 with input lookup N=${rows}`;
    figures[guessing] = await peer('llama-cpp.mjs', { file: gguf, rows, newTokens, promptIds, lookup: true });
    report(guessing);
  }
}

function report(name: string): void {
  const figure = figures[name];
  if (!figure) return;
  const speed = `${round(figure.tokensPerSecond)} tokens/s`;
  const drafted = Number(figure['draftedTokens'] ?? 0);
  const lookedUp =
    drafted === 0
      ? ''
      : `  drafted ${drafted}, accepted ${Number(figure['acceptedTokens'])}; ${round(Number(figure['passesPerToken']), 2)} passes a token`;
  console.log(
    `${name.padEnd(44)} ${speed.padStart(18)}  peak ${round(figure.peakMegabytes, 0)} MB${lookedUp}`,
  );
}

const best = (prefix: string, rows: number): Measured | null =>
  Object.entries(figures)
    .filter(([name]) => name.startsWith(prefix) && name.endsWith(`N=${rows}`))
    .flatMap(([, figure]) => figure ?? [])
    .sort((x, y) => y.tokensPerSecond - x.tokensPerSecond)[0] ?? null;

const ratios = rowCounts.map((rows) => {
  const ours = figures[`vouch ${precision} N=${rows}`] ?? null;
  const greedy = figures[`greedy vouch ${precision} N=${rows}`] ?? null;
  const ratio = (other: Measured | null, name: 'tokensPerSecond' | 'peakMegabytes'): number | null =>
    ours && other ? round(ours[name] / other[name], 2) : null;
  const transformersJs = best('transformers.js', rows);
  const llamaCpp = best('node-llama-cpp', rows);
  const greedily = (other: Measured | null): number | null =>
    greedy && other ? round(greedy.tokensPerSecond / other.tokensPerSecond, 2) : null;
  return {
    rows,
    speedOverTransformersJs: ratio(transformersJs, 'tokensPerSecond'),
    speedOverLlamaCpp: ratio(llamaCpp, 'tokensPerSecond'),
    greedyOverTransformersJs: greedily(transformersJs),
    greedyOverLlamaCpp: greedily(llamaCpp),
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
