import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CancelledError, InputError } from '../base/errors.ts';
import { ModelProcess, ModelProcessError } from './client.ts';
import { solveProgress, solveRequest } from './protocol.ts';
import { solveInProcess } from './solve-client.ts';

const modulePath = fileURLToPath(new URL('../../test/fixtures/small-model-process.mjs', import.meta.url));

let host: ModelProcess;
let busy: boolean[];
beforeEach(() => {
  busy = [];
  host = new ModelProcess({ modulePath, onBusy: (value) => busy.push(value) });
});
afterEach(() => {
  host.dispose();
});

const ask = (problem: string, signal?: AbortSignal): Promise<unknown> =>
  host.request(solveRequest, { problem }, solveProgress, signal ? { signal } : {});

describe('the owner of the model process', () => {
  it('starts it on the first request, with telemetry off and without inherited Node options', async () => {
    process.env['NODE_OPTIONS'] = '--no-warnings';
    try {
      expect(host.pid).toBeUndefined();
      expect(await ask('1+1')).toMatchObject({ problem: '1+1', telemetry: '1', options: null });
      expect(host.pid).toBeGreaterThan(0);
    } finally {
      delete process.env['NODE_OPTIONS'];
    }
  });

  it('turns the error codes of the process into error types', async () => {
    await expect(ask('input')).rejects.toThrow(InputError);
    await expect(ask('input')).rejects.toThrow('model: expected a folder, got nothing');
  });

  it('reports a crash with its signal and last words, and the next request starts another process', async () => {
    await expect(ask('crash')).rejects.toThrow(/crashed \(SIGABRT\).*throwing an instance of test/);
    expect(await ask('again')).toMatchObject({ problem: 'again' });
    await expect(ask('exit')).rejects.toThrow(/exit code 7/);
  });

  it('answers a cancelled request at once although the process never does', async () => {
    const controller = new AbortController();
    const answer = ask('slow', controller.signal);
    setTimeout(() => {
      controller.abort();
    }, 50);
    await expect(answer).rejects.toThrow(CancelledError);
    expect(busy).toEqual([true, false]);
  });

  it('fails all requests in flight when it is disposed', async () => {
    const answer = ask('slow');
    const second = ask('slow');
    await ask('warm-up');
    host.dispose();
    await expect(answer).rejects.toThrow(ModelProcessError);
    await expect(second).rejects.toThrow(/killed/);
  });

  it('hands over what had arrived before a crash and before a cancellation', async () => {
    const crashed = await solveInProcess(host, { problem: 'crash' });
    expect(crashed.kind).toBe('failed');
    if (crashed.kind !== 'failed') return;
    expect(crashed.error).toBeInstanceOf(ModelProcessError);
    expect(crashed.partial?.candidates.map((candidate) => candidate.answer)).toEqual(['4']);
    expect(crashed.partial?.winner).toBeNull();
    expect(crashed.partial?.abstained?.reason).toMatch(/SIGABRT/);

    const controller = new AbortController();
    const cancelled = await solveInProcess(
      host,
      { problem: 'slow' },
      {
        signal: controller.signal,
        onEvent: (event) => {
          if (event.kind === 'candidate') controller.abort();
        },
      },
    );
    expect(cancelled).toMatchObject({ kind: 'cancelled', partial: { candidates: [{ text: '\\boxed{4}' }] } });
  });
});
