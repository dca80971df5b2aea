import { spawnSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commit, FakeHub, type Fault } from '../../../test/support/fake-hub.ts';
import { findCached, listCached, removeCached } from './cache.ts';
import { hubAccess } from './listing.ts';
import { pullModel, type PullOptions, type PullResult } from './pull.ts';
import { parseRepository, tryParseRepository } from './repository.ts';

const data = new URL('../../../test/data/', import.meta.url).pathname;
const repository = parseRepository('tiny/model');
const weights = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7919) & 255));

let hub: FakeHub;
let cache = '';
beforeEach(async () => {
  cache = mkdtempSync(join(tmpdir(), 'vouch-hub-'));
  hub = await FakeHub.start();
  hub.files.set('config.json', Buffer.from('{"model_type": "llama"}'));
  hub.files.set('tokenizer.json', readFileSync(join(data, 'tokenizers/llama/tokenizer.json')));
  hub.files.set('tokenizer_config.json', readFileSync(join(data, 'tokenizers/llama/tokenizer_config.json')));
  hub.files.set('model.safetensors', weights);
  hub.files.set('README.md', Buffer.from('not needed'));
  hub.files.set('pytorch_model.bin', Buffer.from('not needed'));
});
afterEach(async () => {
  await hub.stop();
  rmSync(cache, { recursive: true });
});

const pull = (options: PullOptions & { token?: string | null } = {}): Promise<PullResult> =>
  pullModel(repository, {
    cache,
    access: { endpoint: hub.endpoint, token: options.token ?? null, offline: false },
    retryDelayMs: 1,
    ...options,
  });
const modelFolder = (): string => join(cache, 'models--tiny--model');
const blobs = (): string[] =>
  existsSync(join(modelFolder(), 'blobs')) ? readdirSync(join(modelFolder(), 'blobs')) : [];
const nothingUsable = async (): Promise<void> => {
  expect(await findCached(cache, repository)).toBeNull();
  expect(await listCached(cache)).toEqual([]);
};

describe('pulling a model', () => {
  it('writes the layout that Python tools share, with the needed files only', async () => {
    const { folder, downloadedBytes } = await pull();
    expect(folder).toBe(join(modelFolder(), 'snapshots', commit));
    expect(readFileSync(join(modelFolder(), 'refs/main'), 'utf8')).toBe(commit);
    expect(readdirSync(folder).sort()).toEqual([
      'config.json',
      'model.safetensors',
      'tokenizer.json',
      'tokenizer_config.json',
    ]);
    expect(readFileSync(join(folder, 'model.safetensors')).equals(weights)).toBe(true);
    expect(lstatSync(join(folder, 'model.safetensors')).isSymbolicLink()).toBe(true);
    expect(blobs()).toHaveLength(4);
    expect(blobs().every((name) => /^[0-9a-f]{40}$|^[0-9a-f]{64}$/.test(name))).toBe(true);
    expect(downloadedBytes).toBeGreaterThan(weights.length);
    expect(await findCached(cache, repository)).toBe(folder);
  });

  it('downloads nothing twice, and a commit that is there without a request', async () => {
    await pull();
    expect((await pull()).downloadedBytes).toBe(0);
    expect(hub.askedFor('model.safetensors')).toHaveLength(1);
    const requests = hub.asked.length;
    const { folder } = await pullModel(parseRepository(`tiny/model@${commit}`), {
      cache,
      access: { endpoint: hub.endpoint, token: null, offline: false },
    });
    expect(folder).toBe(join(modelFolder(), 'snapshots', commit));
    expect(hub.asked).toHaveLength(requests);
  });

  it('reports bytes up to the whole', async () => {
    const seen: number[] = [];
    await pull({ onProgress: ({ done, total }) => seen.push(done / total) });
    expect(seen.at(-1)).toBe(1);
    expect([...seen].sort((a, b) => a - b)).toEqual(seen);
  });

  it('goes on where the line was cut', async () => {
    hub.faults.set('model.safetensors', [
      { kind: 'cut', after: 100_000 },
      { kind: 'cut', after: 50_000 },
    ]);
    const { folder } = await pull();
    expect(readFileSync(join(folder, 'model.safetensors')).equals(weights)).toBe(true);
    const ranges = hub.askedFor('model.safetensors').map(({ range }) => range);
    const [from, second = 0, third = 0] = ranges.map((range) =>
      Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0),
    );
    expect([ranges.length, from]).toEqual([3, 0]);
    // Bytes that were still on their way through the client when the line was cut are asked for again.
    expect(second).toBeGreaterThan(0);
    expect(second).toBeLessThanOrEqual(100_000);
    expect(third).toBeGreaterThanOrEqual(second);
    expect(third).toBeLessThanOrEqual(second + 50_000);
  });

  it('goes on after being cancelled, and leaves nothing usable in between', async () => {
    const controller = new AbortController();
    hub.faults.set('model.safetensors', [{ kind: 'stall', after: 120_000 }]);
    const cancelled = pull({
      signal: controller.signal,
      onProgress: ({ done }) => {
        if (done > 120_000) controller.abort();
      },
    });
    await expect(cancelled).rejects.toThrow('cancelled');
    await nothingUsable();
    const { folder } = await pull();
    expect(readFileSync(join(folder, 'model.safetensors')).equals(weights)).toBe(true);
    expect(hub.askedFor('model.safetensors').at(-1)?.range).toBe('bytes=120000-');
  });

  it('takes a silent line for cut', async () => {
    hub.faults.set('model.safetensors', [{ kind: 'stall', after: 70_000 }]);
    const { folder } = await pull({ idleTimeoutMs: 100 });
    expect(readFileSync(join(folder, 'model.safetensors')).equals(weights)).toBe(true);
  });

  it('starts again where the server does not resume, or what was there is not the beginning', async () => {
    hub.faults.set('model.safetensors', [{ kind: 'cut', after: 100_000 }, { kind: 'no-ranges' }]);
    await pull();
    rmSync(modelFolder(), { recursive: true });
    hub.faults.set('model.safetensors', [{ kind: 'stall', after: 1000 }]);
    await expect(pull({ signal: AbortSignal.timeout(300) })).rejects.toThrow('cancelled');
    const partial = blobs().find((name) => name.endsWith('partial'))!;
    writeFileSync(join(modelFolder(), 'blobs', partial), 'x'.repeat(1000));
    const { folder } = await pull();
    expect(readFileSync(join(folder, 'model.safetensors')).equals(weights)).toBe(true);
  });

  const lost: readonly (readonly [string, Fault])[] = [
    ['changed bytes', { kind: 'wrong' }],
    ['bytes beyond the end', { kind: 'longer' }],
  ];
  it.each(lost)('never keeps a file with %s', async (_, fault) => {
    hub.faults.set('model.safetensors', [fault]);
    hub.faultsStay = true;
    await expect(pull()).rejects.toThrow(
      /model\.safetensors: expected 300000 bytes with sha256 [0-9a-f]{64}, got .*deleted: try again/,
    );
    await nothingUsable();
    expect(blobs().some((name) => name.includes('partial'))).toBe(false);
    hub.faults.clear();
    await pull();
  });

  it('gives up on a dead line with what has come kept', async () => {
    hub.faults.set('model.safetensors', [{ kind: 'cut', after: 0 }]);
    hub.faultsStay = true;
    await expect(pull()).rejects.toThrow(
      /model\.safetensors: expected 300000 bytes, got 0 in 5 attempts .*run the same command again/,
    );
    await nothingUsable();
  });

  const refusals: readonly (readonly [number, string | null, RegExp])[] = [
    [404, null, /tiny\/model: expected a model, got 404 .*check the name and the revision/],
    [401, null, /got 401 .*no such public model, or it needs a token: set HF_TOKEN/],
    [401, 'secret', /got 401 .*the token in HF_TOKEN does not open it/],
    [403, 'secret', /got 403 .*its makers ask you to accept terms first/],
    [500, null, /expected the hub to answer, got 500 .*try again later/],
  ];
  it.each(refusals)('says what a %i means (token: %s)', async (status, token, message) => {
    hub.listingStatus = status;
    const refused = pull({ token });
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.not.toThrow(/secret/);
    await nothingUsable();
  });

  it('says that a file is refused, or gone', async () => {
    hub.faults.set('model.safetensors', [{ kind: 'status', status: 403 }]);
    await expect(pull()).rejects.toThrow(/got 403/);
    hub.faults.set('model.safetensors', [{ kind: 'status', status: 503 }]);
    await pull();
  });

  it('follows a redirect to another host without showing it the token', async () => {
    const cdn = await FakeHub.start();
    try {
      cdn.files.set('model.safetensors', weights);
      hub.faults.set('model.safetensors', [
        { kind: 'redirect', to: cdn.endpoint.replace('127.0.0.1', 'localhost') },
      ]);
      const { folder } = await pull({ token: 'secret' });
      expect(readFileSync(join(folder, 'model.safetensors')).equals(weights)).toBe(true);
      expect(cdn.asked.map(({ authorization }) => authorization)).toEqual([undefined]);
      expect(hub.asked.every(({ authorization }) => authorization === 'Bearer secret')).toBe(true);
    } finally {
      await cdn.stop();
    }
  });

  it('asks nobody when offline', async () => {
    const access = { endpoint: hub.endpoint, token: null, offline: true };
    await expect(pullModel(repository, { cache, access })).rejects.toThrow(
      /HF_HUB_OFFLINE forbids to download/,
    );
    expect(hub.asked).toEqual([]);
    const { folder } = await pull();
    expect((await pullModel(repository, { cache, access })).folder).toBe(folder);
  });

  it('says that nobody answers', async () => {
    const endpoint = hub.endpoint;
    const nobody = await FakeHub.start();
    const dead = nobody.endpoint;
    await nobody.stop();
    expect(dead).not.toBe(endpoint);
    const access = { endpoint: dead, token: null, offline: false };
    await expect(pullModel(repository, { cache, access })).rejects.toThrow(
      /expected an answer, got none .*check the network/,
    );
  });

  it('lets several pulls at once download each file once', async () => {
    const results = await Promise.all([pull(), pull(), pull()]);
    expect(new Set(results.map(({ folder }) => folder)).size).toBe(1);
    expect(hub.askedFor('model.safetensors')).toHaveLength(1);
  });

  it('takes over the lock of a process that is gone', async () => {
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    const lock = join(cache, '.locks/models--tiny--model');
    mkdirSync(lock, { recursive: true });
    writeFileSync(join(lock, 'vouch.lock'), JSON.stringify({ host: hostname(), pid: gone, id: 'x' }));
    await pull();
    expect(readdirSync(lock)).toEqual([]);
  });

  const lacking: readonly (readonly [string, RegExp])[] = [
    ['config.json', /expected config\.json, got none/],
    ['tokenizer.json', /expected tokenizer\.json, got none; choose a repository in transformers' format/],
    ['model.safetensors', /expected weights in model\.safetensors \(or its shards\), got none/],
  ];
  it.each(lacking)('says before any download that a repository has no %s', async (path, message) => {
    hub.files.delete(path);
    await expect(pull()).rejects.toThrow(message);
    expect(blobs()).toEqual([]);
  });

  it('refuses an endpoint that gives no hashes', async () => {
    hub.hashes = false;
    await expect(pull()).rejects.toThrow(/expected hashes of the files, got none/);
  });

  it('checks the disk before it begins', async () => {
    hub.declaredSizes.set('model.safetensors', 5e15);
    await expect(pull()).rejects.toThrow(/expected 5\.00 PB of free disk space, got .*; free some/);
    expect(hub.askedFor('model.safetensors')).toEqual([]);
  });
});

describe('the cache', () => {
  it('lists whole models and removes one with its blobs', async () => {
    await pull();
    mkdirSync(join(cache, 'models--half--done/snapshots', commit), { recursive: true });
    writeFileSync(join(cache, 'models--half--done/snapshots', commit, 'config.json'), '{}');
    mkdirSync(join(cache, 'datasets--some--data'));
    const [model, ...others] = await listCached(cache);
    expect(others).toEqual([]);
    expect(model).toMatchObject({ owner: 'tiny', name: 'model', revisions: ['main'], commit });
    expect(model!.bytes).toBeGreaterThan(weights.length);
    expect(await removeCached(cache, model!)).toBe(model!.bytes);
    expect(existsSync(modelFolder())).toBe(false);
  });

  it('keeps the blobs that another snapshot uses', async () => {
    await pull();
    const other = 'f'.repeat(40);
    const folder = join(modelFolder(), 'snapshots', other);
    spawnSync('cp', ['-a', join(modelFolder(), 'snapshots', commit), folder]);
    const model = (await listCached(cache)).find((candidate) => candidate.commit === commit);
    expect(await removeCached(cache, model!)).toBe(0);
    expect(readFileSync(join(folder, 'model.safetensors')).equals(weights)).toBe(true);
  });
});

describe('names', () => {
  it.each(['owner', 'a/b/c', '../x', 'a/..', 'a/b@', 'a/b@../x', 'a/b@x@y', 'a--b/c', 'a/b\nc', ' /b'])(
    '%j is no repository',
    (text) => {
      expect(tryParseRepository(text)).toBeNull();
    },
  );

  it('reads owner, name and revision', () => {
    expect(parseRepository('Qwen/Qwen3-0.6B@refs/pr/1')).toEqual({
      owner: 'Qwen',
      name: 'Qwen3-0.6B',
      revision: 'refs/pr/1',
    });
    expect(() => parseRepository('x')).toThrow(/expected owner\/name or owner\/name@revision, got "x"/);
  });
});

describe('access', () => {
  it('is as the environment says', async () => {
    expect(
      await hubAccess({
        HF_ENDPOINT: 'http://mirror/',
        HF_TOKEN: ' t ',
        HF_HUB_OFFLINE: '1',
        HF_HOME: cache,
      }),
    ).toEqual({
      endpoint: 'http://mirror',
      token: 't',
      offline: true,
    });
    writeFileSync(join(cache, 'token'), 'stored\n');
    const access = await hubAccess({ HF_HOME: cache });
    expect(access).toEqual({ endpoint: 'https://huggingface.co', token: 'stored', offline: false });
  });
});
