/** What the PyTorch engine does not train, said before a run begins. Knows no process. */
import { InputError } from '../../base/errors.ts';
import type { TrainConfig } from '../config.ts';

interface Limit {
  readonly place: string;
  readonly expected: string;
  readonly got: (config: TrainConfig) => unknown;
  readonly holds: (config: TrainConfig) => boolean;
}

const always: readonly Limit[] = [
  {
    place: '--recipe',
    expected: 'pretrain, sft, grpo or loop',
    got: ({ recipe }) => recipe,
    holds: ({ recipe }) => ['pretrain', 'sft', 'grpo', 'loop'].includes(recipe),
  },
  {
    place: 'lora.rank',
    expected: '0 (training of all weights)',
    got: ({ lora }) => lora.rank,
    holds: ({ lora }) => lora.rank === 0,
  },
  {
    place: 'evaluateAnswers',
    expected: '0; solve the problems afterwards with vouch eval',
    got: ({ evaluateAnswers }) => evaluateAnswers,
    holds: ({ evaluateAnswers }) => evaluateAnswers === 0,
  },
];

const onRollouts: readonly Limit[] = [
  {
    place: 'policy.verifier',
    expected: 'generative or none',
    got: ({ policy }) => policy.verifier,
    holds: ({ policy }) => ['generative', 'none'].includes(policy.verifier),
  },
  {
    place: 'policy.verifyData',
    expected: 'on-policy',
    got: ({ policy }) => policy.verifyData,
    holds: ({ policy }) => policy.verifyData === 'on-policy',
  },
  {
    place: 'policy.sampleRounds',
    expected: '1 (batches of one size)',
    got: ({ policy }) => policy.sampleRounds,
    holds: ({ policy }) => policy.sampleRounds === 1,
  },
  {
    place: 'policy.referenceEvery',
    expected: '0 (a reference that stays)',
    got: ({ policy }) => policy.referenceEvery,
    holds: ({ policy }) => policy.referenceEvery === 0,
  },
  {
    place: 'policy.group',
    expected: 'at least 2',
    got: ({ policy }) => policy.group,
    holds: ({ policy }) => policy.group > 1,
  },
  {
    place: 'supervisedSteps',
    expected: '0; run sft first',
    got: ({ supervisedSteps }) => supervisedSteps,
    holds: ({ supervisedSteps }) => supervisedSteps === 0,
  },
  {
    place: 'optimizer.kind',
    expected: 'adamw',
    got: ({ optimizer }) => optimizer.kind,
    holds: ({ optimizer }) => optimizer.kind === 'adamw',
  },
  { place: 'ema', expected: '0', got: ({ ema }) => ema, holds: ({ ema }) => ema === 0 },
];

export const learnsFromRollouts = ({ recipe }: TrainConfig): boolean =>
  recipe !== 'pretrain' && recipe !== 'sft';

/** Throws `InputError` for what this engine does not train. */
export function checkTorch(config: TrainConfig): void {
  const limits = learnsFromRollouts(config) ? [...always, ...onRollouts] : always;
  const broken = limits.find(({ holds }) => !holds(config));
  if (broken === undefined) return;
  const { place, expected, got } = broken;
  throw new InputError(
    `--engine torch: ${place}: expected ${expected}, got ${JSON.stringify(got(config))}; change it or use --engine onnxruntime`,
  );
}
