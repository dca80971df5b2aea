/** What can be pressed about an abstention: its advice as buttons, so that the page urges nothing that it does not advise. */
export type Remedy = 'more' | 'chooseModel' | 'again';

/** By the words of the advice. What is not in it asks for another problem, not for a button. */
const remedyOf: Readonly<Record<string, Remedy>> = {
  'write more attempts': 'more',
  'try a stronger model': 'chooseModel',
  'solve again': 'again',
};

export interface Remedies {
  /** What the advice names first; null where it names nothing that could be pressed. */
  readonly first: Remedy | null;
  /** The rest of the advice, then what is always at hand. */
  readonly others: readonly Remedy[];
}

export function remedies(advice: readonly string[]): Remedies {
  const advised = advice.flatMap((phrase) => remedyOf[phrase] ?? []);
  const [first = null, ...others] = new Set<Remedy>([...advised, 'more', 'chooseModel']);
  return advised.length === 0 ? { first: null, others: ['more', 'chooseModel'] } : { first, others };
}
