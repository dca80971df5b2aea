import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeHub } from '../../../test/support/fake-hub.ts';
import { pullModel } from './pull.ts';
import { parseRepository } from './repository.ts';
import { proxyFor, request } from './request.ts';

/** A proxy on the loopback: every host that it is asked for is the loopback too. */
class LoopbackProxy {
  /** `host:port`, and who asked. */
  readonly asked: { readonly target: string; readonly authorization: string | undefined }[] = [];
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();

  private constructor() {
    this.server = createServer();
    this.server.on('connect', ({ url = '', headers }, client: Socket, head: Buffer) => {
      this.asked.push({ target: url, authorization: headers['proxy-authorization'] });
      const server = connect(Number(url.split(':')[1]), '127.0.0.1', () => {
        client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        server.write(head);
        server.pipe(client).pipe(server);
      });
      for (const socket of [client, server]) {
        this.sockets.add(socket);
        socket.on('error', () => socket.destroy());
      }
    });
  }

  static async start(): Promise<LoopbackProxy> {
    const proxy = new LoopbackProxy();
    await new Promise<void>((resolve) => {
      proxy.server.listen(0, '127.0.0.1', resolve);
    });
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

describe('the proxy of an address', () => {
  const address = 'http://proxy.example:3128';
  it.each([
    ['https://hub.example/x', { HTTPS_PROXY: address }, 'HTTPS_PROXY'],
    ['https://hub.example/x', { https_proxy: address, HTTPS_PROXY: 'http://other' }, 'https_proxy'],
    ['https://hub.example/x', { HTTP_PROXY: address }, null],
    ['http://hub.example/x', { HTTP_PROXY: 'proxy.example:3128' }, 'HTTP_PROXY'],
    ['https://hub.example/x', { ALL_PROXY: address }, 'ALL_PROXY'],
    ['https://hub.example/x', { HTTPS_PROXY: address, NO_PROXY: 'hub.example' }, null],
    ['https://cdn.hub.example/x', { HTTPS_PROXY: address, NO_PROXY: 'a.b, .hub.example' }, null],
    ['https://cdn.hub.example/x', { HTTPS_PROXY: address, no_proxy: '*.HUB.example' }, null],
    ['https://myhub.example/x', { HTTPS_PROXY: address, NO_PROXY: 'hub.example' }, 'HTTPS_PROXY'],
    ['https://hub.example/x', { HTTPS_PROXY: address, NO_PROXY: 'hub.example:8443' }, 'HTTPS_PROXY'],
    ['https://hub.example:8443/x', { HTTPS_PROXY: address, NO_PROXY: 'hub.example:8443' }, null],
    ['https://hub.example/x', { HTTPS_PROXY: address, NO_PROXY: '*' }, null],
    ['https://127.0.0.1:99/x', { HTTPS_PROXY: address }, null],
    ['https://[::1]/x', { HTTPS_PROXY: address }, null],
    ['https://hub.example/x', { HTTPS_PROXY: '' }, null],
    ['https://hub.example/x', {}, null],
  ])('of %s with %o', (url, environment, variable) => {
    const expected = variable === null ? null : { variable, address };
    expect(proxyFor(new URL(url), environment)).toEqual(expected);
  });

  it('must be one for HTTP', () => {
    expect(() => proxyFor(new URL('https://hub.example'), { ALL_PROXY: 'socks5://localhost:1080' })).toThrow(
      /^ALL_PROXY: expected the address of an HTTP proxy.*got "socks5:.*name hub\.example in NO_PROXY/,
    );
  });
});

describe('behind a proxy', () => {
  let hub: FakeHub;
  let proxy: LoopbackProxy;
  let cache = '';
  beforeEach(async () => {
    [hub, proxy] = await Promise.all([FakeHub.start(), LoopbackProxy.start()]);
    cache = mkdtempSync(join(tmpdir(), 'vouch-proxy-'));
    for (const name of [
      'https_proxy',
      'HTTPS_PROXY',
      'http_proxy',
      'all_proxy',
      'ALL_PROXY',
      'no_proxy',
      'NO_PROXY',
    ])
      vi.stubEnv(name, undefined);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    rmSync(cache, { recursive: true });
    await Promise.all([hub.stop(), proxy.stop()]);
  });
  /** Names that nobody can resolve: only the proxy gets there. */
  const named = (host: string): string => hub.endpoint.replace('127.0.0.1', host);

  it('pulls a model whole, redirections and resumed downloads included', async () => {
    vi.stubEnv('HTTP_PROXY', `http://user:secret@127.0.0.1:${proxy.port}`);
    const weights = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * 7919) & 255));
    hub.files.set('config.json', Buffer.from('{"model_type": "llama"}'));
    hub.files.set('tokenizer.json', Buffer.from('{}'));
    hub.files.set('model.safetensors', weights);
    hub.faults.set('model.safetensors', [
      { kind: 'cut', after: 100_000 },
      { kind: 'redirect', to: named('cdn.invalid') },
    ]);
    const access = { endpoint: named('hub.invalid'), token: null, offline: false };
    const { folder } = await pullModel(parseRepository('tiny/model'), { cache, access, retryDelayMs: 1 });
    expect(readFileSync(join(folder, 'model.safetensors')).equals(weights)).toBe(true);
    const port = new URL(hub.endpoint).port;
    const targets = new Set(proxy.asked.map(({ target }) => target));
    expect(targets).toEqual(new Set([`hub.invalid:${port}`, `cdn.invalid:${port}`]));
    const basic = `Basic ${Buffer.from('user:secret').toString('base64')}`;
    expect(new Set(proxy.asked.map(({ authorization }) => authorization))).toEqual(new Set([basic]));
  });

  it('goes straight where NO_PROXY says so', async () => {
    hub.files.set('x', Buffer.from('here'));
    const environment = { HTTP_PROXY: `http://127.0.0.1:${proxy.port}`, NO_PROXY: 'inside.invalid' };
    await expect(request(`${named('inside.invalid')}/x`, { headers: {} }, environment)).rejects.toThrow(
      /expected an answer, got none .*check the network/,
    );
    expect(proxy.asked).toEqual([]);
    const response = await request(`${named('outside.invalid')}/x`, { headers: {} }, environment);
    expect([response.status, await response.text()]).toEqual([200, 'here']);
    expect(proxy.asked).toHaveLength(1);
  });

  it('names the variable where the proxy does not answer, and stops at once when cancelled', async () => {
    const gone = await LoopbackProxy.start();
    const environment = { HTTP_PROXY: `http://127.0.0.1:${gone.port}` };
    await gone.stop();
    const url = `${named('hub.invalid')}/x`;
    await expect(request(url, { headers: {} }, environment)).rejects.toThrow(
      /expected an answer by the proxy of HTTP_PROXY, got none .*check the proxy/,
    );
    const signal = AbortSignal.abort();
    await expect(request(url, { headers: {}, signal }, environment)).rejects.toThrow(/abort/);
  });
});
