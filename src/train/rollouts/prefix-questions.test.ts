/** Questions about beginnings: their labels, their places, and that they are the tokens that the engine asks with. */
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../base/random.ts';
import { readVouchJson, type VouchJson } from '../../checkpoint/vouch-json.ts';
import { loadTokenizer } from '../../tokenizer/load.ts';
import type { ChatTokenizer } from '../../tokenizer/tokenizer.ts';
import { defaultTrainConfig } from '../config.ts';
import {
  type AskedDocument,
  checkedQuestions,
  estimateQuestions,
  injectedQuestions,
  outcomeQuestions,
  type PrefixContext,
} from './prefix-questions.ts';
import { prefixIds, type Rollout, stepsOf, wholeTokens } from './rollout.ts';
import { VerdictLayout } from './verdict-layout.ts';

const model = path.join(import.meta.dirname, '../../../models/vouch-mini');
let tokenizer: ChatTokenizer;
let vouch: VouchJson;
let verdicts: VerdictLayout;

beforeAll(async () => {
  tokenizer = await loadTokenizer(model);
  vouch = await readVouchJson(model);
  verdicts = new VerdictLayout({ tokenizer, vouch, policy: defaultTrainConfig.policy });
});

const context = (seed: number, length = 200): PrefixContext => ({
  tokenizer,
  verdicts,
  length,
  random: new Random(seed),
});

function rolloutOf(problem: string, text: string, correct: 0 | 1): Rollout {
  const prompt = { messages: [{ role: 'user' as const, content: problem }] };
  const promptIds = tokenizer.encodeChat(prompt.messages, { addGenerationPrompt: true });
  const written = tokenizer.encodeText(text);
  const tokenIds = Int32Array.from([...promptIds, ...written]);
  return {
    asked: { problem: { problem, answer: '3' }, prompt, promptIds },
    gold: '3',
    text,
    isFinished: true,
    correct,
    reward: correct,
    score: null,
    completionTokens: written.length,
    drawnTokens: written.length,
    tokenIds,
    drawn: new Float32Array(tokenIds.length).fill(1),
    samplerLogprobs: new Float32Array(tokenIds.length),
    completionEnd: tokenIds.length,
    verdictAt: -1,
  };
}

/** The completion that a document asks about, its question and its answer. */
function readBack(
  { tokenIds }: AskedDocument,
  rollout: Rollout,
): readonly [text: string, ...names: string[]] {
  const ids = [...tokenIds].slice(rollout.asked.promptIds.length);
  const names = ids.slice(-2).map((id) => tokenizer.idToToken(id) ?? '');
  return [tokenizer.decode(ids.slice(0, -2)).trim(), ...names];
}

describe('questions about beginnings', () => {
  const right = () => rolloutOf('Solve $2x + 1 = 7$.', '$2x = 6$\n$x = 3$\n$\\boxed{3}$', 1);
  const wrong = () => rolloutOf('Solve $2x + 1 = 7$.', '$2x = 6$\n$x = 4$\n$\\boxed{4}$', 0);

  it('ask for the value at the end of a step before the last, labelled by the outcome', () => {
    for (const [rollout, label] of [
      [right(), true],
      [wrong(), false],
    ] as const) {
      const [document] = outcomeQuestions([rollout], 1, context(1));
      expect(document).toMatchObject({ question: 'value', label });
      const [text, question, verdict] = readBack(document!, rollout);
      expect(rollout.text.startsWith(text)).toBe(true);
      expect(text).not.toContain('boxed');
      expect([question, verdict]).toEqual(['<|value?|>', label ? '<|yes|>' : '<|no|>']);
    }
    expect(outcomeQuestions([{ ...right(), correct: null }], 1, context(1))).toEqual([]);
    expect(outcomeQuestions([right()], 1, context(1, 20))).toEqual([]);
  });

  it('take estimates as the share of Yes', () => {
    const rollout = right();
    const estimates = Array.from({ length: 300 }, () => ({ rollout, place: 8, value: 0.75 }));
    const asked = estimateQuestions(estimates, 300, context(2));
    const share = asked.filter(({ label }) => label).length / asked.length;
    expect(Math.abs(share - 0.75)).toBeLessThan(0.08);
  });

  it('ask for soFar where exact algebra decides: No from the refuted step on, Yes where all is confirmed', () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 12; seed++) {
      for (const rollout of [right(), wrong()]) {
        for (const document of checkedQuestions([rollout], 1, context(seed))) {
          const [text, question, verdict] = readBack(document, rollout);
          expect(question).toBe('<|sofar?|>');
          const isRefuted = text.includes('x = 4');
          expect(verdict).toBe(isRefuted ? '<|no|>' : '<|yes|>');
          seen.add(verdict ?? '');
        }
      }
    }
    expect([...seen].sort()).toEqual(['<|no|>', '<|yes|>']);
    const silent = rolloutOf('Think.', 'Let me think.\nIt is nice.', 0);
    expect(checkedQuestions([silent], 1, context(1))).toEqual([]);
  });

  it('inject errors into generated solutions, both answers among them', () => {
    const options = { count: 24, seed: 3, maxTokens: 200 };
    const documents = { tokenizer, vouch, promptWeight: 0, judgementWeight: 1 };
    const asked = injectedQuestions('linear-equation@1-3', options, documents);
    expect(asked).toHaveLength(24);
    expect(new Set(asked.map(({ label }) => label)).size).toBe(2);
    for (const { tokenIds, label } of asked) {
      const names = [...tokenIds.slice(-2)].map((id) => tokenizer.idToToken(id));
      expect(names).toEqual(['<|sofar?|>', label ? '<|yes|>' : '<|no|>']);
    }
    expect(injectedQuestions('linear-equation@1-3', options, documents)).toEqual(asked);
  });

  it('cut tokens at the end of a step as the text is cut', () => {
    const rollout = right();
    const split = stepsOf(rollout, tokenizer);
    expect(split.textEnds.at(-1)).toBe(rollout.text.length);
    for (let place = 0; place <= rollout.text.length; place++) {
      const ids = prefixIds(rollout, split, { place, tokenizer });
      const written = ids.slice(rollout.asked.promptIds.length);
      expect(tokenizer.decode(written)).toBe(rollout.text.slice(0, place));
      expect(written.length).toBeGreaterThanOrEqual(wholeTokens(split, place));
    }
  });
});
