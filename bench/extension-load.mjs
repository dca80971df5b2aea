// What loading the extension's entry costs by itself: `node bench/extension-load.mjs` after a build, on a Node that has
// registerHooks (22.15 or later). An empty module stands in for the editor's own. The last line is one JSON object.
import { registerHooks } from 'node:module';

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'vscode' ? { url: 'vscode:stub', shortCircuit: true } : next(specifier, context),
  load: (url, context, next) =>
    url === 'vscode:stub' ? { format: 'module', shortCircuit: true, source: '' } : next(url, context),
});

const [cpu, clock] = [process.cpuUsage(), performance.now()];
await import('../dist/extension/extension.js');
const wallMs = performance.now() - clock;
const { user, system } = process.cpuUsage(cpu);
console.log(JSON.stringify({ wallMs: Math.round(wallMs), processorMs: Math.round((user + system) / 1000) }));
