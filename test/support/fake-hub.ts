/**
 * A Hugging Face hub on the loopback: one model, its listing, its files, and faults on demand (lines cut, wrong
 * bytes, silence, refusals, redirects). What was asked is on record. For tests of the real client.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What happens to one request of a file, in place of an honest answer. */
export type Fault =
  | { readonly kind: 'cut'; readonly after: number }
  | { readonly kind: 'stall'; readonly after: number }
  | { readonly kind: 'stall-then-rest'; readonly after: number; readonly ms: number }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'longer' }
  | { readonly kind: 'no-ranges' }
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'redirect'; readonly to: string };

export interface Asked {
  readonly url: string;
  readonly range: string | undefined;
  readonly authorization: string | undefined;
}

export const commit = '0123456789abcdef0123456789abcdef01234567';

export class FakeHub {
  readonly files = new Map<string, Buffer>();
  readonly asked: Asked[] = [];
  /** Faults of a path, used up in order; the last one stays when `faultsStay`. */
  readonly faults = new Map<string, Fault[]>();
  faultsStay = false;
  /** Status of the listing; 200 when all is well. */
  listingStatus = 200;
  /** Sizes that the listing gives in place of the true ones. */
  readonly declaredSizes = new Map<string, number>();
  /** False: the listing gives no hashes. */
  hashes = true;
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      this.answer(request, response);
    });
  }

  static async start(): Promise<FakeHub> {
    const hub = new FakeHub();
    await new Promise<void>((resolve) => {
      hub.server.listen(0, '127.0.0.1', resolve);
    });
    return hub;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Requests for a file, in order. */
  askedFor(path: string): readonly Asked[] {
    return this.asked.filter(({ url }) => url.endsWith(`/${path}`));
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const url = request.url ?? '';
    const { range, authorization } = request.headers;
    this.asked.push({ url, range, authorization });
    if (url.startsWith('/api/')) {
      response.writeHead(this.listingStatus, { 'content-type': 'application/json' });
      response.end(this.listingStatus === 200 ? JSON.stringify(this.listing()) : '{"error":"no"}');
      return;
    }
    const path = url.split('/').at(-1) ?? '';
    const content = this.files.get(path);
    if (content === undefined) response.writeHead(404).end();
    else this.serve(path, content, range, response);
  }

  private listing(): unknown {
    const siblings = [...this.files].map(([rfilename, content]) => {
      if (!this.hashes) return { rfilename };
      const blobId = createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
      const sha256 = createHash('sha256').update(content).digest('hex');
      const large = rfilename.endsWith('.safetensors');
      const size = this.declaredSizes.get(rfilename) ?? content.length;
      return { rfilename, blobId, size, ...(large ? { lfs: { sha256, size, pointerSize: 130 } } : {}) };
    });
    return { id: 'tiny/model', sha: commit, siblings };
  }

  private serve(path: string, content: Buffer, range: string | undefined, response: ServerResponse): void {
    const queue = this.faults.get(path) ?? [];
    const fault = this.faultsStay ? queue[0] : queue.shift();
    if (fault?.kind === 'status') {
      response.writeHead(fault.status).end();
      return;
    }
    if (fault?.kind === 'redirect') {
      response.writeHead(302, { location: `${fault.to}/cdn/${path}` }).end();
      return;
    }
    const start = fault?.kind === 'no-ranges' ? 0 : Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
    let body = content.subarray(start);
    if (fault?.kind === 'wrong') body = Buffer.from(body.map((byte) => byte ^ 1));
    if (fault?.kind === 'longer') body = Buffer.concat([body, Buffer.from('more')]);
    const last = content.length - 1;
    response.writeHead(start > 0 ? 206 : 200, {
      'content-length': body.length,
      ...(start > 0 ? { 'content-range': `bytes ${start}-${last}/${content.length}` } : {}),
    });
    if (fault?.kind === 'cut')
      response.write(body.subarray(0, fault.after), () => {
        // Ended, not reset: what was sent arrives, however busy the machine is.
        setTimeout(() => response.socket?.end(), 20);
      });
    else if (fault?.kind === 'stall') response.write(body.subarray(0, fault.after));
    else if (fault?.kind === 'stall-then-rest')
      response.write(body.subarray(0, fault.after), () => {
        setTimeout(() => response.end(body.subarray(fault.after)), fault.ms);
      });
    else response.end(body);
  }
}
