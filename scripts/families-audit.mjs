// `npm run families:audit [-- --draws 40 --family name,… --difficulty 1-10 --verbose]`: one line a family and
// difficulty, totals at the end. Exit 1 if a gold solution is called wrong or misread, or above 5% undecided steps.
import { parseArgs } from 'node:util';

const { auditFamily } = await import('../src/data/audit.ts');
const { familiesNamed } = await import('../src/data/generate.ts');

const { values } = parseArgs({
  options: {
    draws: { type: 'string', default: '40' },
    seed: { type: 'string', default: '1' },
    family: { type: 'string' },
    difficulty: { type: 'string', default: '1-10' },
    verbose: { type: 'boolean', default: false },
    summary: { type: 'boolean', default: false },
  },
});
const [low, high = low] = values.difficulty.split('-').map(Number);
const families = familiesNamed(values.family?.split(','));
const total = {
  draws: 0,
  misread: 0,
  wrong: 0,
  steps: 0,
  undecided: 0,
  uncheckable: 0,
  injected: 0,
  caught: 0,
  missedLabel: 0,
};
const percent = (part, whole) => `${((100 * part) / Math.max(1, whole)).toFixed(1)}%`;
console.log(
  'family                              d  draws  distinct  misread  wrong  undecided  injected  caught  wordings',
);
for (const family of families) {
  const sum = { draws: 0, distinct: 0, misread: 0, wrong: 0, steps: 0, undecided: 0, injected: 0, caught: 0 };
  const print = (label, row) =>
    console.log(
      [
        family.name.padEnd(35),
        String(label).padStart(2),
        String(row.draws).padStart(6),
        percent(row.distinct, row.draws).padStart(9),
        String(row.misread).padStart(8),
        String(row.wrong).padStart(6),
        percent(row.undecided, row.steps).padStart(10),
        String(row.injected).padStart(9),
        percent(row.caught, row.injected).padStart(7),
        `${family.wordings.train}+${family.wordings.held}`.padStart(9),
        family.heldOut ? ' held out' : '',
      ].join(' '),
    );
  for (let difficulty = low; difficulty <= high; difficulty++) {
    const row = auditFamily(family, difficulty, { draws: Number(values.draws), seed: Number(values.seed) });
    for (const key of Object.keys(total)) total[key] += row[key];
    for (const key of Object.keys(sum)) sum[key] += row[key];
    if (!values.summary) print(difficulty, row);
    if (row.example !== null) console.log(`    WRONG ${row.example.replaceAll('\n', ' ')}`);
    if (values.verbose)
      for (const line of row.undecidedLines) console.log(`    ? ${line.replaceAll('\n', ' ')}`);
  }
  if (values.summary) print('', sum);
}
console.log(
  `${families.length} families, ${total.draws} draws: ${total.misread} misread, ${total.wrong} called wrong, ` +
    `${percent(total.undecided, total.steps)} of ${total.steps} steps undecided by calculator, step checker and grader ` +
    `together (${percent(total.uncheckable, total.steps)} by the step checker alone); ${total.injected} injected errors, ` +
    `${percent(total.caught, total.injected)} caught exactly at their line, ${total.missedLabel} called wrong before it`,
);
const isClean = total.misread === 0 && total.wrong === 0 && total.undecided <= 0.05 * total.steps;
process.exitCode = isClean ? 0 : 1;
