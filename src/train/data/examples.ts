/**
 * From a row of a data set to a tokenised document: the prompt as the model is asked at inference, then the
 * completion, on which the loss is taken, then the end of the turn. What the calculator would force while decoding
 * (`<<48/2=` → `24>>`) does not count: nobody will ask the model for it. Text of a data set is text: it never becomes
 * a control token.
 */
import { userPrompt, type VouchJson } from '../../checkpoint/vouch-json.ts';
import type { SupervisedExample } from '../../data/supervision.ts';
import { findVerdictTokens, questionIds } from '../../engine/verdicts.ts';
import type { ChatMessage } from '../../tokenizer/template.ts';
import type { ChatTokenizer } from '../../tokenizer/tokenizer.ts';
import type { TrainingDocument } from '../packing.ts';

/** What a row asks to learn. */
export type Example =
  | { readonly kind: 'solution'; readonly problem: string; readonly solution: string }
  | { readonly kind: 'completion'; readonly prompt: string; readonly completion: string }
  | { readonly kind: 'messages'; readonly messages: readonly ChatMessage[] }
  | { readonly kind: 'text'; readonly text: string }
  | ({ readonly kind: 'supervised' } & SupervisedExample);

export interface DocumentOptions {
  readonly tokenizer: ChatTokenizer;
  readonly vouch: VouchJson;
  /** Weight of the loss on prompt tokens. */
  readonly promptWeight: number;
}

interface Piece {
  readonly tokenIds: readonly number[];
  readonly weight: number;
}

const mark = /(<<[^<>=\n]{1,200}=)([^<>\n]{1,400}>>)/g;

/** A completion's text in stretches that the model writes (`drawn`) and stretches that the calculator does. */
export function calculatorStretches(
  text: string,
): readonly { readonly text: string; readonly drawn: boolean }[] {
  const stretches: { text: string; drawn: boolean }[] = [];
  let from = 0;
  for (const found of text.matchAll(mark)) {
    const forced = found.index + found[1]!.length;
    stretches.push({ text: text.slice(from, forced), drawn: true });
    stretches.push({ text: found[2]!, drawn: false });
    from = found.index + found[0].length;
  }
  if (from < text.length) stretches.push({ text: text.slice(from), drawn: true });
  return stretches;
}

function completionPieces(text: string, { tokenizer, vouch }: DocumentOptions): Piece[] {
  const stretches = vouch.calculator ? calculatorStretches(text) : [{ text, drawn: true }];
  return stretches.map(({ text: part, drawn }) => ({
    tokenIds: tokenizer.encodeText(part),
    weight: drawn ? 1 : 0,
  }));
}

/** A conversation whose assistant turns count, each with the end of its turn. */
function conversation(messages: readonly ChatMessage[], options: DocumentOptions): Piece[] {
  const { tokenizer, promptWeight } = options;
  const pieces: Piece[] = [];
  let prefix = 0;
  messages.forEach((message, i) => {
    if (message.role !== 'assistant') return;
    const before = tokenizer.encodeChat(messages.slice(0, i), { addGenerationPrompt: true });
    pieces.push({ tokenIds: before.slice(prefix), weight: promptWeight });
    pieces.push(...completionPieces(message.content, options));
    const whole = messages.slice(0, i + 1);
    // of what the template sets behind the turn, the first token ends it; that one the model has to write
    const [end, ...rest] = tokenizer.encodeAfterAssistant(whole, { addGenerationPrompt: false });
    if (end !== undefined) pieces.push({ tokenIds: [end], weight: 1 });
    if (rest.length > 0) pieces.push({ tokenIds: rest, weight: promptWeight });
    prefix = pieces.reduce((sum, { tokenIds }) => sum + tokenIds.length, 0);
  });
  return pieces;
}

/** The turns that ask for a solution. */
function question(problem: string, vouch: VouchJson): ChatMessage[] {
  const system: ChatMessage[] =
    vouch.prompt.system === null ? [] : [{ role: 'system', content: vouch.prompt.system }];
  return [...system, { role: 'user', content: userPrompt(vouch, problem) }];
}

/**
 * A solution, or its beginning, with a question about it behind: the completion counts where it is taught, the
 * verdict always. The tokens are those that the engine asks with, so what is learnt is what will be asked.
 */
function supervised(example: SupervisedExample, options: DocumentOptions): Piece[] {
  const { tokenizer, vouch, promptWeight } = options;
  const messages = question(example.problem, vouch);
  const made: Piece[] = [
    { tokenIds: tokenizer.encodeChat(messages, { addGenerationPrompt: true }), weight: promptWeight },
  ];
  const { completion, taughtLength } = example;
  made.push(...completionPieces(completion.slice(0, taughtLength), options));
  for (const { tokenIds } of completionPieces(completion.slice(taughtLength), options))
    made.push({ tokenIds, weight: 0 });
  const endWeight = taughtLength === completion.length ? 1 : 0;
  const [end] = tokenizer.specialTokens.stop;
  if (example.judgement === null) {
    if (example.isWhole && end !== undefined) made.push({ tokenIds: [end], weight: endWeight });
    return made;
  }
  const { question: asked, label } = example.judgement;
  const ids = questionIds(tokenizer, vouch.verdict, {
    prompt: { messages },
    solution: completion,
    question: asked,
  });
  // The end token that a verdict's question begins with is the one that the writer has to learn.
  made.push(...ids.map((id) => ({ tokenIds: [id], weight: example.isWhole && id === end ? endWeight : 0 })));
  const { yes, no } = findVerdictTokens(tokenizer, vouch.verdict);
  made.push({ tokenIds: (label ? yes : no).slice(0, 1), weight: 1 });
  return made;
}

function pieces(example: Example, options: DocumentOptions): Piece[] {
  const { tokenizer, vouch } = options;
  switch (example.kind) {
    case 'text':
      return [{ tokenIds: tokenizer.encodeDocument(example.text), weight: 1 }];
    case 'messages':
      return conversation(example.messages, options);
    case 'completion': {
      const [stop] = tokenizer.specialTokens.stop;
      return [
        { tokenIds: tokenizer.encodeDocument(example.prompt), weight: options.promptWeight },
        ...completionPieces(example.completion, options),
        ...(stop === undefined ? [] : [{ tokenIds: [stop], weight: 1 }]),
      ];
    }
    case 'solution':
      return conversation(
        [...question(example.problem, vouch), { role: 'assistant', content: example.solution }],
        options,
      );
    case 'supervised':
      return supervised(example, options);
  }
}

/** The document of an example: token ids, and for each token the weight of the loss on predicting it. */
export function toDocument(example: Example, options: DocumentOptions): TrainingDocument {
  const made = pieces(example, options);
  return {
    tokenIds: Int32Array.from(made.flatMap(({ tokenIds }) => tokenIds)),
    weights: Float32Array.from(made.flatMap(({ tokenIds, weight }) => tokenIds.map(() => weight))),
  };
}
