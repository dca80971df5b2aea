/** A labeller without rest, for the test that kills it: labels until it dies, and tells of each label on the disk. */
import { appendAnnotation } from './annotation-log.ts';

const [file = '', round = '0'] = process.argv.slice(2);
for (let index = 0; index < 5000; index += 1) {
  const id = `${round}-${index}`;
  appendAnnotation(file, {
    version: 1,
    type: 'label',
    at: Date.now(),
    labeller: 'robot',
    item: id,
    label: { verdict: 'right', firstError: null },
    shown: { score: false, exact: false },
    timeMs: 0,
    content: { id, problem: 'p', steps: ['s'] },
  });
  process.send?.(id);
  await new Promise((resolve) => setImmediate(resolve));
}
