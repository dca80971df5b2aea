/** The commands of `vouch`, in the order of the help. Each registers itself on the program. */
import { registerCheck } from './check.ts';
import type { RegisterCommand } from './command.ts';
import { registerData } from './data.ts';
import { registerEval } from './eval.ts';
import { registerDevices } from './devices.ts';
import { registerGrade } from './grade.ts';
import { registerLogits } from './logits.ts';
import { registerModels } from './models.ts';
import { registerRuns } from './runs.ts';
import { registerSolve } from './solve.ts';
import { registerTrain } from './train.ts';

export const commands: readonly RegisterCommand[] = [
  registerSolve,
  registerEval,
  registerModels,
  registerCheck,
  registerGrade,
  registerData,
  registerDevices,
  registerLogits,
  registerTrain,
  registerRuns,
];
