/**
 * Right lines that a checker of formulas cannot understand: prose, unknown macros, diagrams in words, congruences,
 * conventions of its writer. None may be called wrong. Each comes after lines that could tempt a checker to compare.
 */
import { Random } from '../../src/base/random.ts';

export interface OpaqueCase {
  readonly problem: string;
  readonly steps: readonly string[];
}

type Line = (random: Random) => string;

const n = (random: Random): number => random.integer(2, 40);
const letter = (random: Random): string => random.pick(['x', 'y', 'n', 'a', 't', 'k']);
const name = (random: Random): string =>
  random.pick(['Ana', 'Ben', 'the farmer', 'each worker', 'the train']);
const unit = (random: Random): string =>
  random.pick(['apples', 'km', 'hours', 'dollars', 'boxes', 'students']);

const lines: readonly Line[] = [
  (r) => `We first note that ${name(r)} has ${n(r)} more ${unit(r)} than before, so nothing else changes.`,
  (r) => `By symmetry the ${n(r)}-gon has the same angle at every vertex.`,
  () => 'This is exactly the statement of the intermediate value theorem.',
  (r) => `Draw the altitude from A to BC; it meets BC at D, ${n(r)} units from B.`,
  (r) => `\\vertexcover{G}{${n(r)}} is minimal since \\degree(v) = \\maxdeg.`,
  (r) => `Hence $\\foo{${letter(r)}} = \\bar\\foo{${n(r)}}$ by \\cref{lem:main}.`,
  (r) => `$${n(r)} \\equiv ${n(r)} \\pmod{1}$`,
  (r) => `So ${n(r) + 7} leaves a remainder of 1 when divided by 3, i.e. it is 1 mod 3 up to a multiple.`,
  (r) =>
    `Let $${letter(r)}$ be the number of ${unit(r)}; then $${letter(r)} = ${n(r)}$ in the second scenario.`,
  (r) => `If $x = ${n(r)}$, we are done; otherwise $x = ${n(r)}$.`,
  (r) => `Suppose that $x = ${n(r)}$ for contradiction.`,
  (r) => `The next number in the list is ${n(r)}, and after it comes ${n(r)}.`,
  (r) => `On day ${n(r)} the price is back to $${n(r)}, as stated.`,
  (r) => `Row ${n(r)} of the table: 3 | 4 | 5 | 12.`,
  () => 'The picture: o---o---o, with a dotted line from the first to the last.',
  (r) => `Angle ABC = ${n(r)} degrees and angle ACB = ${n(r)} degrees by the diagram.`,
  (r) => `AB = ${n(r)}, CD = ${n(r)}, and the quadrilateral is cyclic.`,
  (r) => `$f$ maps ${n(r)} to ${n(r)} and is injective on the rest.`,
  (r) => `The set has ${n(r)} elements, |A| = ${n(r)}, by inclusion and exclusion.`,
  (r) => `P(A) = 1/${n(r)}, P(B) = 1/${n(r)} are given independent.`,
  (r) => `It is now ${1 + (n(r) % 11)}:30, and 45 minutes later the bell rings.`,
  (r) => `10:30 + 0:45 = 11:15, so ${name(r)} arrives in time.`,
  (r) => `1 foot = 12 inches, so we convert ${n(r)} of them.`,
  () => '1 hour = 60 minutes and 1 minute = 60 seconds.',
  () => '17 ÷ 5 = 3 R 2',
  () => '2 dozen = 24 and half a dozen = 6.',
  () => '$0.75 = 75 cents, so four of them make $3 = 300 cents.',
  () => 'In base 2 we have 101 + 11 = 1000.',
  () => 'Working modulo 7: 5 + 4 = 2.',
  () => 'On a 12-hour clock, 9 + 5 = 2 o’clock.',
  (r) => `The ratio is ${n(r)}:${n(r)}, that is ${n(r)} to ${n(r)}.`,
  (r) => `We guess $x = ${n(r)}$ and check.`,
  (r) => `$x \\mapsto x + ${n(r)}$ is a bijection.`,
  (r) => `$\\operatorname{rank}(M) = ${n(r)}$ by the previous lemma.`,
  (r) => `$a_{${n(r)}} = a_1 + ${n(r)}d$ is the formula used.`,
  () => '$A \\cup B = A \\cap B$ only if the two sets are the same.',
  (r) => `$\\lim_{x \\to 0} g(x) = ${n(r)}$ as shown in class.`,
  (r) => `\\begin{tikzpicture} \\draw (0,0) -- (${n(r)},1); \\end{tikzpicture}`,
  () => '| step | value |\n|---|---|\n| 1 | 4 |\n| 2 | 9 |',
  (r) => `\`\`\`python\nx = ${n(r)}\nx = x + 1\n\`\`\``,
  (r) => `The other root of the second equation is $x = ${n(r)}$.`,
  (r) => `For the second train we similarly get $x = ${n(r)}$.`,
  (r) => `Testing $x = ${n(r)}$ does not work.`,
  (r) => `We want $x = ${n(r)}$ to be excluded.`,
  (r) => `Recall that $(a+b)^2 = a^2 + 2ab + b^2$, with $a = ${n(r)}$.`,
  (r) => `where $x = ${n(r)}$ is the starting value of the recursion x = x + 1`,
  () => 'Answer: see above.',
  () => 'QED',
  () => '∎',
  () => '= as required =',
  (r) => `${n(r)}% of the class passed, compared with ${n(r)}% last year.`,
  (r) => `He walked ${n(r)} km north, then ${n(r)} km east, and was back by noon.`,
  () => 'Two of the three coins are fake: 2 of 3 = most of them.',
  () => '5 choose 2 = 10 ways, and 5C3 = 10 as well.',
  () => 'f ∘ g ≠ g ∘ f in general.',
  (r) => `Let us rename: $x := ${n(r)}$, $y := x$.`,
  () => '3 ⋆ 4 = 19 by the definition of ⋆ given in the problem.',
  (r) => `Page ${n(r)} = last page of the chapter.`,
  () => 'About 22/7 ≈ 3.14 will do.',
  () => '1/3 = 0.33, and 2/3 = 0.67, to two places.',
  () => '10/3 = 3 whole boxes, with some left over.',
  () => '7/2 = 3.5, so 4 trips.',
  () => '4.5 rounds to 5.',
];

const openings: readonly ((random: Random) => OpaqueCase)[] = [
  (r) => ({ problem: `Solve $x^2 - ${n(r)}x + 2 = 0$.`, steps: ['We start from the equation.'] }),
  (r) => ({ problem: '', steps: [`$2x + ${n(r)} = ${n(r)}$`] }),
  (r) => ({
    problem: `${name(r)} buys ${n(r)} ${unit(r)}. How many are left?`,
    steps: [`${letter(r)} = ${n(r)}`],
  }),
  () => ({ problem: '', steps: [] }),
  (r) => ({ problem: 'Find the area.', steps: [`A = ${n(r)}h`, 'x + y = 10'] }),
  (r) => ({ problem: '', steps: [`(x + ${n(r)})^2`] }),
];

/** `count` cases whose last step is opaque and right; the same seed gives the same cases. */
export function opaqueCases(count: number, seed: number): OpaqueCase[] {
  return Array.from({ length: count }, (_, i) => {
    const random = new Random(seed, i);
    const line = lines[i % lines.length] as Line;
    const { problem, steps } = random.pick(openings)(random);
    return { problem, steps: [...steps, line(random)] };
  });
}
