// node-llama-cpp on a GGUF file: N sequences of one prompt in one batch, T new tokens each.
// usage: node llama-cpp.mjs '{"file","rows","newTokens","promptIds","lookup"}'; with `lookup` by its own prompt lookup; the last line is JSON.
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

const { getLlama, InputLookupTokenPredictor } = await import('node-llama-cpp');
const { file, rows, newTokens, promptIds, lookup = false } = JSON.parse(process.argv[2]);
const llama = await getLlama({
  gpu: false,
  build: 'never',
  logLevel: 'error',
  maxThreads: availableParallelism(),
});
const loadStart = performance.now();
const model = await llama.loadModel({ modelPath: file });
const loadMs = performance.now() - loadStart;
const context = await model.createContext({
  sequences: rows,
  contextSize: promptIds.length + newTokens + 32,
  batchSize: Math.max(512, rows),
  threads: availableParallelism(),
});
// The predictor looks in the prompt only; outside of its chat classes it has to be told the prompt.
const sequences = Array.from({ length: rows }, () => {
  if (!lookup) return context.getSequence();
  const tokenPredictor = new InputLookupTokenPredictor();
  tokenPredictor.updateInputTokens(promptIds);
  return context.getSequence({ tokenPredictor });
});

async function generate(sequence, count) {
  const tokens = [];
  for await (const token of sequence.evaluate(promptIds, { temperature: 0, yieldEogToken: true })) {
    tokens.push(token);
    if (tokens.length >= count) break;
  }
  return tokens;
}

await generate(sequences[0], 4);
await sequences[0].clearHistory();
const start = performance.now();
const all = await Promise.all(sequences.map((sequence) => generate(sequence, newTokens)));
const ms = performance.now() - start;
const generated = all.reduce((sum, tokens) => sum + tokens.length, 0);
const peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024;
const version = JSON.parse(
  readFileSync(new URL('../node_modules/node-llama-cpp/package.json', import.meta.url), 'utf8'),
).version;
console.log(
  JSON.stringify({
    version,
    tokens: generated,
    ms,
    tokensPerSecond: (1000 * generated) / ms,
    peakMegabytes: peak,
    loadMs,
    firstTokens: all[0].slice(0, 8),
  }),
);
process.exit(0);
