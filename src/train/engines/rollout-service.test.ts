/** What an engine outside this process is told: graded rows, advantages and verdicts as every other engine has them. */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readVouchJson } from '../../checkpoint/vouch-json.ts';
import { loadTokenizer } from '../../tokenizer/load.ts';
import type { ChatTokenizer } from '../../tokenizer/tokenizer.ts';
import { trainConfig } from '../config.ts';
import { emptyRunState } from '../run/folder.ts';
import { RolloutService } from './rollout-service.ts';

const model = path.join(import.meta.dirname, '../../../test/data/demo-base');

interface Asked {
  readonly prompts: readonly (readonly number[])[];
  readonly rooms: readonly number[];
}
interface Graded {
  readonly rows: readonly {
    readonly ids: readonly number[];
    readonly counted: readonly number[];
    readonly advantage: number;
  }[];
  readonly scale: number;
  readonly verdicts: readonly {
    readonly ids: readonly number[];
    readonly weight: number;
    readonly owner: number;
  }[];
  readonly questions: readonly (readonly number[] | null)[];
}
interface Told {
  readonly metrics: Readonly<Record<string, number>>;
  readonly samples: readonly Readonly<Record<string, unknown>>[];
  readonly cursor: { readonly next: number };
}

async function opened(policy: object, recipe = 'loop') {
  const common = { problems: 1, group: 4, maxNewTokens: 60, valueShare: 0, soFarShare: 0, ...policy };
  const changes = { model, data: ['families:add-subtract@1'], steps: 2, length: 128, recipe, policy: common };
  const config = trainConfig([{ place: 'test', changes }]);
  const [tokenizer, vouch] = [await loadTokenizer(model), await readVouchJson(model)];
  return { tokenizer, service: new RolloutService({ config, state: emptyRunState, tokenizer, vouch }) };
}

/** Completions that state these answers. */
function completions(tokenizer: ChatTokenizer, answers: readonly string[]): number[][] {
  const [end] = tokenizer.specialTokens.stop;
  return answers.map((answer) => [...tokenizer.encodeText(`$\\boxed{${answer}}$`), end!]);
}

/** The gold answer of the problem that a fresh service asks first. */
async function goldAnswer(): Promise<string> {
  const { service, tokenizer } = await opened({});
  service.answer({ ask: 'problems', step: 0 });
  service.answer({ ask: 'grade', step: 0, rows: completions(tokenizer, ['1', '1', '1', '1']) });
  const told = service.answer({ ask: 'figures', step: 0, verdicts: [null, null, null, null] }) as Told;
  return String(told.samples[0]!['gold']);
}

describe('the rollout service', () => {
  it('grades rows, compares them with the others of their group and weighs their verdicts', async () => {
    const gold = await goldAnswer();
    const { service, tokenizer } = await opened({ lambda: 0.5 });
    const { prompts, rooms } = service.answer({ ask: 'problems', step: 0 }) as Asked;
    expect([prompts.length, rooms[0]]).toEqual([1, 60]);
    const rows = completions(tokenizer, [gold, '123456', '123456', '123456']);
    const graded = service.answer({ ask: 'grade', step: 0, rows }) as Graded;
    expect(graded.rows.map(({ ids }) => [...ids])).toEqual(rows);
    expect(graded.rows.map(({ counted }) => counted.every((one) => one === 1))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    // leave one out: 1 − 0, and 0 − 1/3
    expect(graded.rows[0]!.advantage).toBeCloseTo(1, 6);
    for (const { advantage } of graded.rows.slice(1)) expect(advantage).toBeCloseTo(-1 / 3, 6);
    expect(graded.scale).toBe(1);
    // λ in all, Yes and No alike
    expect(graded.verdicts.map(({ owner }) => owner)).toEqual([0, 1, 2, 3]);
    expect(graded.verdicts[0]!.weight).toBeCloseTo(0.25, 6);
    expect(graded.verdicts.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(0.5, 6);
    const said = graded.verdicts.map(({ ids }) => tokenizer.idToToken(ids.at(-1)!));
    expect(said).toEqual(['<|yes|>', '<|no|>', '<|no|>', '<|no|>']);
    // asked is what is learnt, up to where the verdict stands
    graded.questions.forEach((question, i) => {
      expect(question).toEqual(graded.verdicts[i]!.ids.slice(0, -1));
    });
  });

  it('makes figures and samples of what the verifier says', async () => {
    const gold = await goldAnswer();
    const { service, tokenizer } = await opened({}, 'grpo');
    service.answer({ ask: 'problems', step: 0 });
    service.answer({ ask: 'grade', step: 0, rows: completions(tokenizer, [gold, gold, '99999', '99999']) });
    const verdicts = [
      [-0.1, -3],
      [-0.2, -2],
      [-3, -0.1],
      [-2, -0.3],
    ] as const;
    const { metrics, samples, cursor } = service.answer({ ask: 'figures', step: 0, verdicts }) as Told;
    expect(metrics).toMatchObject({ reward: 0.5, 'verify/auroc': 1, frac_reward_zero_std: 0 });
    expect(samples.map(({ reward, step }) => [reward, step])).toEqual([
      [1, 1],
      [1, 1],
      [0, 1],
      [0, 1],
    ]);
    expect(samples[0]!['score']).toBeCloseTo(1 / (1 + Math.exp(-2.9)), 9);
    expect(cursor.next).toBe(1);
  });

  it('λ = 0 asks for no verdict', async () => {
    const { service, tokenizer } = await opened({ lambda: 0 });
    service.answer({ ask: 'problems', step: 0 });
    const rows = completions(tokenizer, ['1', '2', '3', '4']);
    expect((service.answer({ ask: 'grade', step: 0, rows }) as Graded).verdicts).toEqual([]);
  });

  it('keeps rows that are drawn elsewhere: the calculator writes into them', async () => {
    const { service, tokenizer } = await opened({});
    service.answer({ ask: 'problems', step: 0 });
    service.answer({ ask: 'seat', problems: [0, 0, 0, 0] });
    const [end] = tokenizer.specialTokens.stop;
    const drawn = tokenizer.encodeText('<<6*7=');
    const taken: number[] = [];
    // whatever is drawn behind the equals sign, the value stands there; then the row may end
    for (let t = 0; t < 30; t++) {
      const token = drawn[t] ?? end!;
      const answer = service.answer({ ask: 'accept', tokens: [token, token, token, token] }) as {
        readonly taken: readonly number[];
      };
      taken.push(answer.taken[0]!);
    }
    expect(tokenizer.decode(taken.slice(0, taken.indexOf(end!)))).toBe('<<6*7=42>>');
    const { rows } = service.answer({ ask: 'grade', step: 0, rows: null }) as Graded;
    const { ids, counted } = rows[0]!;
    expect(ids.length).toBe(taken.indexOf(end!) + 1);
    // what the calculator wrote was not drawn
    expect(tokenizer.decode(ids.filter((_, t) => counted[t] === 0))).toBe('42>>');
  });

  it('says how many rows it expected', async () => {
    const { service, tokenizer } = await opened({ problems: 2 });
    service.answer({ ask: 'problems', step: 0 });
    const rows = completions(tokenizer, ['1', '2', '3']);
    expect(() => service.answer({ ask: 'grade', step: 0, rows })).toThrow(
      /same number of rows for each of 2/,
    );
  });
});
