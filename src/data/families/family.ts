/**
 * What a problem family is, and how a short description of one becomes a generator: sample the parameters, phrase
 * the question, write the solution. A problem depends only on the family, the difficulty and its origin (a seed and
 * a stream), so that it can be written again with an error in it or by another method. Knows no family.
 */
import { hash32, Random } from '../../base/random.ts';
import { Work } from './kit/work.ts';
import { countWordings, phrase, type Ask, type Wordings } from './kit/wording.ts';

export type Topic =
  | 'arithmetic'
  | 'numbers'
  | 'equations'
  | 'algebra'
  | 'calculus'
  | 'geometry'
  | 'statistics'
  | 'vectors'
  | 'words';

/** One problem with its solution. Steps may hold calculator marks `<<a=b>>`; the last one boxes the answer. */
export interface Problem {
  readonly problem: string;
  readonly steps: readonly string[];
  /** LaTeX, without the box. */
  readonly answer: string;
  readonly family: string;
  /** 1 to 10. */
  readonly difficulty: number;
  readonly origin: { readonly seed: number; readonly stream: number };
  /** Hash of what is asked, whatever its wording and notation: decides between training and validation. */
  readonly key: number;
}

export type WordingSet = 'train' | 'held';

export interface Family {
  readonly name: string;
  readonly topic: Topic;
  /** Never trained on, at any difficulty. */
  readonly heldOut: boolean;
  /** Different texts before notation and numbers: those of training, those of validation only. */
  readonly wordings: { readonly train: number; readonly held: number };
  /** A problem of this difficulty (1 to 10); takes what it needs from `random`. */
  draw(random: Random, difficulty: number, wordings?: WordingSet): Problem;
  /** Writes the solution of the problem with this origin once more and returns its answer. */
  rewrite(problem: Pick<Problem, 'origin' | 'difficulty'>, work: Work): string;
}

/** The description of a family: everything that is its own. */
export interface FamilySpec<P> {
  readonly name: string;
  readonly topic: Topic;
  readonly heldOut?: boolean;
  readonly wordings: Wordings | Readonly<Record<string, Wordings>>;
  /** Parameters with a solution of the intended size. */
  readonly sample: (random: Random, difficulty: number) => P;
  readonly ask: (parameters: P) => Ask;
  /** Writes the lines, the boxed answer last (`work.answer`), and returns the answer. */
  readonly solve: (parameters: P, work: Work) => string;
}

export interface DefinedFamily<P> extends Family {
  readonly spec: FamilySpec<P>;
}

function isWordings(value: Wordings | Readonly<Record<string, Wordings>>): value is Wordings {
  return Array.isArray(value['train']);
}

/** The templates of one question of a family. */
export function wordingsOf<P>(spec: FamilySpec<P>, form: string | undefined): Wordings {
  if (isWordings(spec.wordings)) return spec.wordings;
  const found = spec.wordings[form ?? ''];
  if (found === undefined)
    throw new RangeError(`family ${spec.name}: no wordings for ${form ?? 'its question'}`);
  return found;
}

/** What is asked, whatever the wording: the family and every slot of the question. */
function keyOf(name: string, ask: Ask): number {
  const slots = [...(ask.preamble ?? []).map((clause) => clause.slots), ask.slots];
  const text = `${name}|${ask.form ?? ''}|${JSON.stringify(slots)}`.toLowerCase().replace(/\s+/g, '');
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash32(hash, text.length, 0);
}

/** A family from its description. */
export function defineFamily<P>(spec: FamilySpec<P>): DefinedFamily<P> {
  const all = isWordings(spec.wordings) ? [spec.wordings] : Object.values(spec.wordings);
  return {
    spec,
    name: spec.name,
    topic: spec.topic,
    heldOut: spec.heldOut ?? false,
    wordings: {
      train: all.reduce((sum, { train }) => sum + countWordings(train), 0),
      held: all.reduce((sum, { held }) => sum + countWordings(held), 0),
    },
    draw(random, difficulty, set = 'train') {
      const own = random.child(random.integer(0, 0x3fffffff));
      const parameters = spec.sample(own.child(0), difficulty);
      const ask = spec.ask(parameters);
      const work = new Work();
      const answer = spec.solve(parameters, work);
      return {
        problem: phrase(ask, wordingsOf(spec, ask.form)[set], own.child(set === 'train' ? 1 : 2)),
        steps: work.steps,
        answer,
        family: spec.name,
        difficulty,
        origin: { seed: own.seed, stream: own.stream },
        key: keyOf(spec.name, ask),
      };
    },
    rewrite({ origin, difficulty }, work) {
      const own = new Random(origin.seed, origin.stream);
      return spec.solve(spec.sample(own.child(0), difficulty), work);
    },
  };
}
