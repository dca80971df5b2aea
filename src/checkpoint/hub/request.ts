/**
 * One request over HTTP: through the proxy that the environment names, if it names one, and with a failure to connect
 * told in words. Node's own `fetch` knows no proxy below version 24, so that with a proxy the request is undici's,
 * which Node's is made of; it is read when first needed. Knows nothing of repositories.
 */
import type { Dispatcher } from 'undici';
import { InputError, ResourceError } from '../../base/errors.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What a request says beyond its address. */
export interface RequestOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** `fetch` as the environment wants it. Throws `ResourceError` where nobody answers, `InputError` for a bad proxy. */
export async function request(
  url: string,
  init: RequestOptions,
  environment: Environment = process.env,
): Promise<Response> {
  const proxy = proxyFor(new URL(url), environment);
  try {
    return proxiesIn(environment).length === 0
      ? await fetch(url, init)
      : await fetchByProxies(url, init, environment);
  } catch (error) {
    if (init.signal?.aborted === true || error instanceof InputError) throw error;
    const cause =
      error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    const way = proxy === null ? '' : ` by the proxy of ${proxy.variable}`;
    throw new ResourceError(
      `${new URL(url).origin}: expected an answer${way}, got none (${cause}); check ${proxy === null ? 'the network' : 'the proxy'}, or set HF_ENDPOINT to a mirror`,
    );
  }
}

interface Proxy {
  readonly variable: string;
  readonly address: string;
}

/** The variables that hold for a scheme, the stronger first; in both spellings, as other programs read them. */
const variables: Readonly<Record<string, readonly string[]>> = {
  'https:': ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'],
  'http:': ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'],
};

/** The proxy of an address, or null where the request goes straight. Throws `InputError` for what is no HTTP proxy. */
export function proxyFor(url: URL, environment: Environment): Proxy | null {
  const variable = variables[url.protocol]?.find((name) => (environment[name] ?? '') !== '');
  if (variable === undefined || isExempt(url, environment['no_proxy'] ?? environment['NO_PROXY'] ?? ''))
    return null;
  const text = environment[variable] ?? '';
  const address = text.includes('://') ? text : `http://${text}`;
  if (!URL.canParse(address) || !/^https?:/i.test(address))
    throw new InputError(
      `${variable}: expected the address of an HTTP proxy, as http://host:port, got ${JSON.stringify(text)}; mend it, or name ${url.hostname} in NO_PROXY`,
    );
  return { variable, address };
}

/** Hosts that are this machine: a proxy has nothing to do there. */
const loopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

/** Whether a list of hosts names this one: itself, or a domain that it belongs to, each with its port or any; `*` is all. */
function isExempt({ hostname, port, protocol }: URL, list: string): boolean {
  const ownPort = port === '' ? (protocol === 'https:' ? '443' : '80') : port;
  if (loopback.test(hostname)) return true;
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => {
      if (entry === '*') return true;
      const [, name = '', entryPort] = /^(?:\*?\.)?(\[.*\]|[^:]*)(?::(\d+))?$/.exec(entry) ?? [];
      if (name === '' || (entryPort !== undefined && entryPort !== ownPort)) return false;
      return hostname === name || hostname.endsWith(`.${name}`);
    });
}

const proxiesIn = (environment: Environment): readonly string[] =>
  Object.values(variables)
    .flat()
    .filter((name) => (environment[name] ?? '') !== '');

/** Where requests of an environment go; connections are kept from one to the next. */
const dispatchers = new Map<string, Dispatcher>();

async function fetchByProxies(
  url: string,
  init: RequestOptions,
  environment: Environment,
): Promise<Response> {
  const undici = await import('undici');
  const key = JSON.stringify(
    [...proxiesIn(environment), 'no_proxy', 'NO_PROXY'].map((name) => [name, environment[name]]),
  );
  let dispatcher = dispatchers.get(key);
  if (dispatcher === undefined) {
    // Asked for each host, so that a redirection to another one goes its own way.
    dispatcher = new undici.Agent({
      factory: (origin, options) => {
        const proxy = proxyFor(new URL(origin), environment);
        return proxy === null ? new undici.Pool(origin, options) : new undici.ProxyAgent(proxy.address);
      },
    });
    dispatchers.set(key, dispatcher);
  }
  return undici.fetch(url, { ...init, dispatcher });
}
