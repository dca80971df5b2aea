/**
 * The tokens by which a model says Yes or No, found in its tokenizer, and how the questions are asked: as a user turn
 * behind the solution, or by one special token where `vouch.json` names one. Knows no caches and no logits but the
 * final ones.
 */
import { InputError } from '../base/errors.ts';
import type { VouchJson } from '../checkpoint/vouch-json.ts';
import { continuationIds } from '../generate/continuation.ts';
import type { ChatTokenizer } from '../tokenizer/tokenizer.ts';
import type { Prompt, Question, Verdict } from './engine.ts';

export interface VerdictTokens {
  readonly yes: readonly number[];
  readonly no: readonly number[];
}

/**
 * Ids of the verdict texts: a token of exactly that name, the text's one token alone or in the middle of a line, or
 * else the first token of the text. Throws `InputError` where Yes and No cannot be told apart.
 */
export function findVerdictTokens(tokenizer: ChatTokenizer, verdict: VouchJson['verdict']): VerdictTokens {
  const yes = idsFor(tokenizer, verdict.yes);
  const no = idsFor(tokenizer, verdict.no);
  const both = yes.filter((id) => no.includes(id));
  if (both.length > 0 || yes.length === 0 || no.length === 0) {
    throw new InputError(
      `verdict tokens: expected different tokens for ${JSON.stringify(verdict.yes)} and ${JSON.stringify(verdict.no)}, ` +
        `got ${JSON.stringify(yes)} and ${JSON.stringify(no)}; name other texts in vouch.json under verdict`,
    );
  }
  return { yes, no };
}

function idsFor(tokenizer: ChatTokenizer, texts: readonly string[]): number[] {
  const ids = texts.flatMap((text) => {
    const exact = tokenizer.tokenToId(text);
    if (exact !== undefined && tokenizer.specialTokens.control.has(exact)) return [exact];
    const encodings = [tokenizer.encodeText(text), continuationIds(tokenizer, text)];
    const single = encodings.filter((encoding) => encoding.length === 1).map(([id]) => id ?? 0);
    if (single.length > 0) return single;
    return encodings[0]?.slice(0, 1) ?? [];
  });
  return [...new Set(ids)];
}

/** How a verdict token looks, for display. */
export function showToken(tokenizer: ChatTokenizer, id: number): string {
  return tokenizer.idToToken(id) ?? `#${id}`;
}

/**
 * The ids that ask `question` behind a solution (or the beginning of one) and open the answer: a user turn through
 * the chat template, or the special token that the checkpoint has for it. That one follows the solution's end token
 * when the whole solution is judged, and the step itself when a beginning is. Throws `InputError` where
 * `vouch.json` names a token that the tokenizer does not have.
 */
export function questionIds(
  tokenizer: ChatTokenizer,
  verdict: VouchJson['verdict'],
  asked: { readonly prompt: Prompt; readonly solution: string; readonly question: Question },
): number[] {
  if (verdict.tokens !== null) {
    const name = verdict.tokens[asked.question];
    const id = tokenizer.tokenToId(name);
    if (id === undefined) {
      throw new InputError(
        `vouch.json: verdict.tokens.${asked.question}: expected a token of this tokenizer, got ${JSON.stringify(name)}; correct vouch.json or leave tokens out`,
      );
    }
    const [end] = tokenizer.specialTokens.stop;
    return asked.question === 'verdict' && end !== undefined ? [end, id] : [id];
  }
  const wording = verdict[asked.question];
  if (!('messages' in asked.prompt)) return tokenizer.encodeText(`\n\n${wording}\n`);
  return tokenizer.encodeAfterAssistant(
    [
      ...asked.prompt.messages,
      { role: 'assistant', content: (asked.prompt.continueWith ?? '') + asked.solution },
      { role: 'user', content: wording },
    ],
    { addGenerationPrompt: true, enableThinking: false },
  );
}

/** p(Yes)/(p(Yes) + p(No)) and p(Yes), from the logits [V] behind the question. */
export function verdictFrom(logits: Float32Array, tokens: VerdictTokens): Verdict {
  let top = -Infinity;
  for (const logit of logits) if (logit > top) top = logit;
  let total = 0;
  for (const logit of logits) total += Math.exp(logit - top);
  const mass = (ids: readonly number[]): number =>
    ids.reduce((sum, id) => sum + Math.exp(logits[id]! - top), 0);
  const yes = mass(tokens.yes);
  const no = mass(tokens.no);
  if (!(total > 0 && total < Infinity)) {
    throw new Error(
      'verdict: expected finite logits, got invalid ones; the weights or precision may be broken',
    );
  }
  if (yes + no > 0) return { score: yes / (yes + no), scoreRaw: yes / total };
  // Both underflow: their ratio still is in the logits.
  const best = (ids: readonly number[]): number => Math.max(...ids.map((id) => logits[id]!));
  return { score: 1 / (1 + Math.exp(best(tokens.no) - best(tokens.yes))), scoreRaw: 0 };
}
