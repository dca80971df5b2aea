import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { versionFrom } from './version.ts';

it('is the version of the package, from the sources and from a bundle', () => {
  const root = pathToFileURL(`${process.cwd()}/`);
  const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as { version: string };
  expect(versionFrom()).toBe(version);
  expect(versionFrom(new URL('dist/cli.js', root).href)).toBe(version);
  expect(versionFrom('file:///nowhere/dist/cli.js')).toBe('unknown');
});
