/**
 * Pulling and importing where the disk does not play along: a full one, a read-only one. Real file systems of a few
 * megabytes, mounted in a user namespace of their own (`unshare`, Linux); the real command line runs in them.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeHub } from '../support/fake-hub.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cli = `"${process.execPath}" --import tsx src/cli/main.ts`;

let hub: FakeHub;
let mount = '';
beforeEach(async () => {
  mount = mkdtempSync(join(tmpdir(), 'vouch-mount-'));
  hub = await FakeHub.start();
  hub.files.set('config.json', Buffer.from('{}'));
  hub.files.set('tokenizer.json', Buffer.from('{}'));
  hub.files.set('model.safetensors', Buffer.alloc(3_000_000, 7));
});
afterEach(async () => {
  await hub.stop();
  rmSync(mount, { recursive: true });
});

/** Runs a shell script with a small file system at `mount`, seen by the script alone. */
async function inSmallDisk(
  script: string,
  bytes: number,
): Promise<{ status: number | null; stderr: string }> {
  const setUp = `mount -t tmpfs -o size=${bytes} tmpfs "${mount}"`;
  const child = spawn(
    'unshare',
    ['--user', '--map-root-user', '--mount', 'sh', '-c', `${setUp} && ${script}`],
    {
      cwd: root,
      env: {
        ...process.env,
        HF_ENDPOINT: hub.endpoint,
        HF_HOME: join(mount, 'hf'),
        HF_HUB_CACHE: '',
        VOUCH_HOME: join(mount, 'vouch'),
        HF_HUB_OFFLINE: '',
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('error', (error) => {
      reject(new Error(`unshare: ${error.message}; install it: apt-get install util-linux`));
    });
    child.on('close', resolve);
  });
  return { status, stderr };
}

describe('a full disk', () => {
  it('is seen before a download begins, with what is needed and what there is', async () => {
    const { status, stderr } = await inSmallDisk(`${cli} models pull tiny/model`, 2_000_000);
    expect(stderr).toMatch(
      /expected 13\.0 MB of free disk space, got \d.* MB; free some, or choose another place \(HF_HOME/,
    );
    expect(status).toBe(1);
    expect(hub.askedFor('model.safetensors')).toEqual([]);
  });

  it('that fills up on the way leaves nothing usable, and says so', async () => {
    // The listing names fewer bytes than come to lie on the disk beside them: another program fills it meanwhile.
    const script = `dd if=/dev/zero of="${mount}/other" bs=1000 count=1 2>/dev/null
      (while [ ! -s "${mount}"/hf/hub/models--tiny--model/blobs/*partial ]; do sleep 0.02; done; cat /dev/zero > "${mount}/other") 2>/dev/null &
      ${cli} models pull tiny/model; code=$?; kill %1 2>/dev/null
      ls "${mount}"/hf/hub/models--tiny--model/snapshots "${mount}"/hf/hub/models--tiny--model/refs >&2 2>/dev/null; exit $code`;
    hub.faults.set('model.safetensors', [{ kind: 'stall-then-rest', after: 100_000, ms: 1500 }]);
    const { status, stderr } = await inSmallDisk(script, 16_000_000);
    expect(stderr).toMatch(/expected room to write, got a full disk; free some space/);
    expect(status).toBe(1);
    expect(stderr).not.toContain('0123456789abcdef');
  });

  it('stops an import before it begins', async () => {
    const gguf = join(root, 'test/data/gguf/llama.gguf');
    const { status, stderr } = await inSmallDisk(
      `${cli} models import "${gguf}"; c=$?; ls -A "${mount}/vouch/models" >&2; exit $c`,
      2_000_000,
    );
    expect(stderr).toMatch(/expected 50\.\d MB of free disk space, got .*\n$/);
    expect(status).toBe(1);
  });
});

describe('a read-only cache', () => {
  it('is named, with what to set', async () => {
    const { status, stderr } = await inSmallDisk(
      `mount -o remount,ro "${mount}" && ${cli} models pull tiny/model`,
      16_000_000,
    );
    expect(stderr).toMatch(
      /expected a folder that can be written, got a read-only one; choose another place \(HF_HOME, VOUCH_HOME\)/,
    );
    expect(status).toBe(2);
  });

  it('serves a model that is whole', async () => {
    const script = `${cli} models pull tiny/model && mount -o remount,ro "${mount}" && ${cli} models pull tiny/model`;
    const { status, stderr } = await inSmallDisk(script, 32_000_000);
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
});
