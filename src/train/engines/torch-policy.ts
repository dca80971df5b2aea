/**
 * A run that learns from rollouts on PyTorch: the other end samples and does the arithmetic, and asks for everything
 * else a line at a time; answers come from the rollout service. Lines that are not questions are what libraries print.
 */
import { createInterface } from 'node:readline';
import type { PreparedRun } from '../run/open.ts';
import { runPython, type TorchHooks, type TorchOutcome } from './python.ts';
import type { RolloutService, ServiceRequest } from './rollout-service.ts';

/** What a line that asks begins with. */
const mark = 'vouch-ask ';

export function runTorchPolicy(
  run: PreparedRun,
  service: RolloutService,
  hooks: TorchHooks,
): Promise<TorchOutcome> {
  return runPython(run, hooks, async ({ input, output }) => {
    // a process that ends early needs no more answers; why it ended is said by its exit code
    input.on('error', () => undefined);
    for await (const line of createInterface({ input: output })) {
      if (!line.startsWith(mark)) continue;
      const request = JSON.parse(line.slice(mark.length)) as ServiceRequest;
      input.write(`${JSON.stringify(service.answer(request))}\n`);
    }
  });
}
