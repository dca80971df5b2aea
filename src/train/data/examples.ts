/**
 * From a row of a data set to a tokenised document: the prompt as the model is asked at inference, then the
 * completion, on which the loss is taken, then the end of the turn. What the calculator would force while decoding
 * (`<<48/2=` → `24>>`) does not count: nobody will ask the model for it. Text of a data set is text: it never becomes
 * a control token.
 */
import { userPrompt, type VouchJson } from '../../checkpoint/vouch-json.ts';
import type { SupervisedExample } from '../../data/supervision.ts';
import { findVerdictTokens, questionIds } from '../../engine/verdicts.ts';
import { continuationIds } from '../../generate/continuation.ts';
import type { ChatMessage } from '../../tokenizer/template.ts';
import type { ChatTokenizer } from '../../tokenizer/tokenizer.ts';
import { textEndsOf, tokensWithin } from './text-ends.ts';
import type { Branch, TrainingDocument } from '../packing.ts';

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
  /** Weights of the loss on prompt tokens and on verdicts. */
  readonly promptWeight: number;
  readonly judgementWeight: number;
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
 * A solution, or its beginning, and the questions about it as branches. The tokens are those that the engine asks
 * with, so what is learnt is what will be asked.
 */
function supervised(example: SupervisedExample, options: DocumentOptions): TrainingDocument {
  const { tokenizer, vouch, promptWeight, judgementWeight } = options;
  const { completion, taughtLength, isWhole } = example;
  const messages = question(example.problem, vouch);
  const promptIds = tokenizer.encodeChat(messages, { addGenerationPrompt: true });
  const taught = completionPieces(completion.slice(0, taughtLength), options);
  const known = completionPieces(completion.slice(taughtLength), options);
  const made = [...taught, ...known.map((piece) => ({ ...piece, weight: 0 }))];
  const ids = made.flatMap(({ tokenIds }) => tokenIds);
  const [end] = tokenizer.specialTokens.stop;
  const hasEnd = isWhole && end !== undefined;
  const body = [...promptIds, ...ids, ...(hasEnd ? [end] : [])];
  const isTaughtWhole = taughtLength === completion.length;
  const document = {
    tokenIds: Int32Array.from(body),
    weights: Float32Array.of(
      ...promptIds.map(() => promptWeight),
      ...made.flatMap(({ tokenIds, weight }) => tokenIds.map(() => weight)),
      ...(hasEnd ? [isTaughtWhole ? 1 : 0] : []),
    ),
  };
  if (example.judgements.length === 0) return document;
  const textEnds = textEndsOf(tokenizer, promptIds, ids);
  // What does not decode to the text (a tokenizer that normalises) ends nowhere in it: then questions follow the
  // prompt, with their solution's tokens before them.
  if (textEnds.at(-1) !== completion.length) textEnds.length = 0;
  const { yes, no } = findVerdictTokens(tokenizer, vouch.verdict);
  const branches = example.judgements.map(({ question: asked, label, end: place }): Branch => {
    const solution = completion.slice(0, place);
    const request = questionIds(tokenizer, vouch.verdict, {
      prompt: { messages },
      solution,
      question: asked,
    });
    const whole = tokensWithin(textEnds, place);
    const rest = completion.slice(textEnds[whole - 1] ?? 0, place);
    const before = rest === '' ? [] : continuationIds(tokenizer, rest);
    // the end token that a verdict's question begins with is the one that the writer has to learn
    const followsEnd = hasEnd && request[0] === end && place === completion.length && before.length === 0;
    const follows = followsEnd ? request.slice(1) : [...before, ...request];
    return {
      at: followsEnd ? body.length : promptIds.length + whole,
      tokenIds: Int32Array.of(...follows, (label ? yes : no)[0]!),
      weights: Float32Array.of(...follows.map(() => 0), judgementWeight),
    };
  });
  return { ...document, branches };
}

function pieces(
  example: Exclude<Example, { readonly kind: 'supervised' }>,
  options: DocumentOptions,
): Piece[] {
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
  }
}

/** The document of an example: token ids, and for each token the weight of the loss on predicting it. */
export function toDocument(example: Example, options: DocumentOptions): TrainingDocument {
  if (example.kind === 'supervised') return supervised(example, options);
  const made = pieces(example, options);
  return {
    tokenIds: Int32Array.from(made.flatMap(({ tokenIds }) => tokenIds)),
    weights: Float32Array.from(made.flatMap(({ tokenIds, weight }) => tokenIds.map(() => weight))),
  };
}
