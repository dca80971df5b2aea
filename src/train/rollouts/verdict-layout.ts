/**
 * What stands behind a completion so that the verifier can be trained and asked, by its kind: the question in words and
 * the verdict that is true (generative), the end of the turn that a score head reads (bce, regression), or one unused
 * token whose log-probability is the score (LaSeR, arXiv 2510.14943). The last token is where the verdict stands.
 */
import { InputError } from '../../base/errors.ts';
import type { VouchJson } from '../../checkpoint/vouch-json.ts';
import type { Prompt, Question } from '../../engine/engine.ts';
import { findVerdictTokens, questionIds, type VerdictTokens } from '../../engine/verdicts.ts';
import type { ChatTokenizer } from '../../tokenizer/tokenizer.ts';
import type { PolicyConfig } from '../policy-config.ts';
import type { Reward } from '../rewards.ts';

export interface VerdictLayoutOptions {
  readonly tokenizer: ChatTokenizer;
  readonly vouch: VouchJson;
  readonly policy: PolicyConfig;
}

export class VerdictLayout {
  private readonly options: VerdictLayoutOptions;
  private readonly tokens: VerdictTokens | null;
  private readonly unused: number;

  constructor(options: VerdictLayoutOptions) {
    const { tokenizer, vouch, policy } = options;
    this.options = options;
    this.tokens = policy.verifier === 'generative' ? findVerdictTokens(tokenizer, vouch.verdict) : null;
    this.unused = policy.verifier === 'laser' ? unusedToken(options) : -1;
  }

  /** Whether verdicts are trained: without λ and labels nothing is asked, and the base method is exactly itself. */
  get isTrained(): boolean {
    const { verifier, lambda, annotations, annotationWeight } = this.options.policy;
    return verifier !== 'none' && (lambda > 0 || (annotations.length > 0 && annotationWeight > 0));
  }

  /** The tokens behind a whole completion; none where no verdict is trained or known. */
  behind(prompt: Prompt, text: string, correct: Reward): readonly number[] {
    if (!this.isTrained || correct === null) return [];
    const { tokenizer, policy } = this.options;
    if (policy.verifier === 'generative')
      return this.asked('verdict', { prompt, text, label: correct === 1 });
    const [end] = tokenizer.specialTokens.stop;
    const target = policy.verifier === 'laser' ? this.unused : (end ?? 0);
    return end === undefined ? [target] : [end, target];
  }

  /** A question in words behind a text, with its true answer. Throws where the verifier has no words. */
  asked(
    question: Question,
    { prompt, text, label }: { readonly prompt: Prompt; readonly text: string; readonly label: boolean },
  ): readonly number[] {
    const { tokenizer, vouch } = this.options;
    if (this.tokens === null)
      throw new Error(`verifier ${this.options.policy.verifier}: expected a generative one to ask in words`);
    const ids = questionIds(tokenizer, vouch.verdict, { prompt, solution: text, question });
    return [...ids, (label ? this.tokens.yes : this.tokens.no)[0]!];
  }

  /** Tokens to keep free behind a completion. */
  room(prompt: Prompt): number {
    return this.behind(prompt, 'x', 1).length + 2;
  }

  /** The document whose last log-probability LaSeR takes as its zero: prompt, right answer, end of turn, unused token. */
  laserDocument(promptIds: readonly number[], answer: string): readonly number[] {
    const { tokenizer } = this.options;
    const [end] = tokenizer.specialTokens.stop;
    const text = tokenizer.encodeText(`$\\boxed{${answer}}$`);
    return [...promptIds, ...text, ...(end === undefined ? [] : [end]), this.unused];
  }
}

/** The token that `laserToken` names, or the last control token that means nothing here. */
function unusedToken({ tokenizer, vouch, policy }: VerdictLayoutOptions): number {
  const { laserToken } = policy;
  if (laserToken !== '') {
    const wanted = tokenizer.tokenToId(laserToken);
    if (wanted === undefined)
      throw new InputError(
        `train config: policy.laserToken: expected a token of the tokenizer, got "${laserToken}"`,
      );
    return wanted;
  }
  const { stop, control } = tokenizer.specialTokens;
  const { yes, no, tokens } = vouch.verdict;
  const questions = tokens === null ? [] : [tokens.verdict, tokens.value, tokens.soFar];
  const named = [...yes, ...no, ...questions].flatMap((text) => tokenizer.tokenToId(text) ?? []);
  const used = new Set([...stop, ...named]);
  const free = [...control].filter((id) => !used.has(id));
  return free.at(-1) ?? tokenizer.vocabularySize - 1;
}
