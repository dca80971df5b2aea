/** Every problem family, in one table. Order is the order of reports; adding a family is adding its line here. */
import type { Family } from './family.ts';
import { linear } from './equations/linear.ts';

export const families: readonly Family[] = [linear];
