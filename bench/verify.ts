/**
 * `npm run bench:verify`: the share of wall-clock that judging N=16 × 128 tokens takes, against its share of the
 * floating-point work. Both are counted in tokens that go through the decoder (a token costs the same multiply-adds in
 * either phase, the output layer aside). The last line is one JSON object; target: ratio <= 1.3.
 */
import type { Precision } from '../src/model/load.ts';
import type { EngineUsage } from '../src/engine/engine.ts';
import { benchModel, benchPrompt, machine, option, own, round } from './run.ts';

const rows = Number(option('rows') ?? 16);
const newTokens = Number(option('tokens') ?? 128);
const precision = (option('precision') ?? 'int8') as Precision;
const { folder } = await benchModel();
const promptIds = await benchPrompt(folder);

const measured = await own({
  task: 'sample',
  model: folder,
  precision,
  newTokens,
  promptIds,
  rows,
  judge: true,
});
const usage = measured['usage'] as EngineUsage;
const wall = usage.prefillMs + usage.decodeMs + usage.verifyMs;
const wallShare = usage.verifyMs / wall;
const workShare = usage.verifyTokens / (usage.promptTokens + usage.generatedTokens + usage.verifyTokens);
const ratio = wallShare / workShare;
console.log(machine());
console.log(
  `judging: ${round(100 * wallShare, 2)}% of the time, ${round(100 * workShare, 2)}% of the work, ratio ${round(ratio, 2)}`,
);
console.log(
  JSON.stringify({
    benchmark: 'verify',
    machine: machine(),
    precision,
    rows,
    newTokens,
    usage,
    wallShare,
    workShare,
    ratio,
  }),
);
