// transformers.js on a local model folder: N rows of one prompt, T new tokens each, greedy (its fastest way to draw).
// usage: node transformers-js.mjs '{"folder","dtype","rows","newTokens","promptIds"}'; the last line is JSON.
import { readFileSync } from 'node:fs';
import path from 'node:path';

process.env.ORT_DISABLE_TELEMETRY = '1';
const { AutoModelForCausalLM, Tensor, env } = await import('@huggingface/transformers');
const { folder, dtype, rows, newTokens, promptIds } = JSON.parse(process.argv[2]);
env.allowRemoteModels = false;
env.localModelPath = path.dirname(folder);

const loadStart = performance.now();
const model = await AutoModelForCausalLM.from_pretrained(path.basename(folder), { dtype, device: 'cpu' });
const loadMs = performance.now() - loadStart;

function prompt() {
  const length = promptIds.length;
  const ids = new BigInt64Array(rows * length);
  for (let row = 0; row < rows; row++) promptIds.forEach((id, i) => (ids[row * length + i] = BigInt(id)));
  return {
    input_ids: new Tensor('int64', ids, [rows, length]),
    attention_mask: new Tensor('int64', new BigInt64Array(rows * length).fill(1n), [rows, length]),
  };
}

await model.generate({ ...prompt(), max_new_tokens: 4, do_sample: false });
const start = performance.now();
const output = await model.generate({ ...prompt(), max_new_tokens: newTokens, do_sample: false });
const ms = performance.now() - start;
const generated = rows * (output.dims[1] - promptIds.length);
const peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024;
const version = JSON.parse(
  readFileSync(new URL('../node_modules/@huggingface/transformers/package.json', import.meta.url), 'utf8'),
).version;
console.log(
  JSON.stringify({
    version,
    tokens: generated,
    ms,
    tokensPerSecond: (1000 * generated) / ms,
    peakMegabytes: peak,
    loadMs,
    firstTokens: Array.from(output.data.slice(promptIds.length, promptIds.length + 8), Number),
  }),
);
process.exit(0);
