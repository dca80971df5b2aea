import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { SolveRun } from '../../host/protocol-panel.ts';
import { RunStore } from './runs.ts';

const run = (id: string): SolveRun => ({
  id,
  problem: `problem ${id}`,
  startedAt: 1,
  phase: 'running',
  samples: 1,
  progress: null,
  model: null,
  drafts: [],
  result: null,
  message: null,
  macros: {},
  source: null,
  revealed: null,
});

it('keeps the newest runs, newest first, and forgets all on command', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vouch-runs-'));
  const store = new RunStore(folder);
  await Promise.all(['a', 'b', 'c', 'd'].map((id) => store.save(run(id), 3)));
  expect((await store.entries()).map(({ id }) => id)).toEqual(['d', 'c', 'b']);
  expect(await store.load('c')).toEqual(run('c'));
  expect(await store.load('a')).toBeNull();
  await store.clear();
  expect(await store.entries()).toEqual([]);
});

it('recalls what each panel showed, and what was shown last, apart from the runs', async () => {
  const store = new RunStore(await mkdtemp(join(tmpdir(), 'vouch-runs-')));
  expect(await store.recall(null)).toBeNull();
  const left = { panelId: 'left', runId: 'a', pinned: true, batch: null };
  const right = { panelId: 'right', runId: 'b', pinned: false, batch: null };
  await Promise.all([store.remember({ ...left, runId: 'x' }), store.remember(right), store.remember(left)]);
  expect(await store.recall('right')).toEqual(right);
  expect(await store.recall('left')).toEqual(left);
  expect(await store.recall(null)).toEqual(left);
  expect(await store.recall('closed')).toBeNull();
  expect(await store.entries()).toEqual([]);
});

it('survives a broken file and never leaves its folder', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vouch-runs-'));
  const store = new RunStore(join(folder, 'runs'));
  await store.save(run('a'), 9);
  await writeFile(join(folder, 'runs', 'b.json'), '{"id":');
  await writeFile(join(folder, 'secret.json'), '{}');
  expect((await store.entries()).map(({ id }) => id)).toEqual(['a']);
  expect(await store.load('../secret')).toBeNull();
  expect(await readdir(join(folder, 'runs'))).toContain('a.json');
});
