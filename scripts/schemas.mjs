// `npm run schemas`: writes the JSON Schemas of the public contracts into docs/schemas/, from their types. With --check
// it writes nothing and fails where a committed schema is not what the types say.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createGenerator } from 'ts-json-schema-generator';

const root = fileURLToPath(new URL('..', import.meta.url));
const contracts = [
  ['SolveResult', 'src/features/contracts.ts'],
  ['CheckResult', 'src/features/contracts.ts'],
  ['EvaluationReport', 'src/evaluate/evaluation-report.ts'],
  ['RunStatus', 'src/train/run/folder.ts'],
];

const isCheck = process.argv.includes('--check');
let stale = 0;
mkdirSync(join(root, 'docs/schemas'), { recursive: true });
for (const [type, path] of contracts) {
  const schema = createGenerator({
    path: join(root, path),
    tsconfig: join(root, 'tsconfig.json'),
    type,
    skipTypeCheck: true,
    topRef: false,
  }).createSchema(type);
  const file = join(root, 'docs/schemas', `${type}.json`);
  const text = `${JSON.stringify(schema, null, 2)}\n`;
  if (!isCheck) writeFileSync(file, text);
  else if (readFileSync(file, 'utf8') !== text) {
    console.error(`docs/schemas/${type}.json is not what the types say: run npm run schemas`);
    stale++;
  }
}
process.exit(stale === 0 ? 0 : 1);
