/** The guide against the files beside it: links that lead somewhere, and a picture on every page of a capability. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const pages = readdirSync(join(root, 'docs/guide')).map((name) => join('docs/guide', name));

/** Addresses of the links (or, with `!`, of the pictures) of a page that do not lead out of the repository. */
function addresses(page: string, mark: '' | '!'): readonly string[] {
  const text = readFileSync(join(root, page), 'utf8');
  const found = [...text.matchAll(/(!?)\[[^\]]*\]\(([^)#\s]+)[^)]*\)/g)];
  return found.flatMap(([, kind, address]) =>
    kind === mark && address !== undefined && !/^\w+:/.test(address) ? [address] : [],
  );
}

describe('the guide', () => {
  it.each([...pages, 'README.md', 'ARCHITECTURE.md'])('%s leads only to files that are there', (page) => {
    const wanted = [...addresses(page, ''), ...addresses(page, '!')];
    expect(wanted.filter((address) => !existsSync(join(root, dirname(page), address)))).toEqual([]);
  });

  it.each(pages.filter((page) => !page.endsWith('README.md')))('%s shows a picture', (page) => {
    expect(addresses(page, '!').length).toBeGreaterThan(0);
  });

  it('leads from its first page to all others', () => {
    const named = new Set(
      addresses('docs/guide/README.md', '').map((address) => join('docs/guide', address)),
    );
    expect(pages.filter((page) => !page.endsWith('README.md') && !named.has(page))).toEqual([]);
  });
});
