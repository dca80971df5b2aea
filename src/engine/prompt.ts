/** How a problem is put to a model: what `vouch.json` says, as turns. */
import { userPrompt, type VouchJson } from '../checkpoint/vouch-json.ts';
import { familiarWordings } from '../grade/index.ts';
import type { Prompt } from './engine.ts';

/** A problem in its own words: as the trainer shows it. */
export function promptFor(vouch: VouchJson, problem: string): Prompt {
  const { system } = vouch.prompt;
  return {
    messages: [
      ...(system === null ? [] : [{ role: 'system' as const, content: system }]),
      { role: 'user' as const, content: userPrompt(vouch, problem) },
    ],
  };
}

/** A problem in the wordings that the model is to be asked in, the first one first; its own alone where it wants no other. */
export function promptsFor(vouch: VouchJson, problem: string): readonly Prompt[] {
  const wordings = vouch.prompt.familiar ? familiarWordings(problem) : [problem];
  return wordings.map((wording) => promptFor(vouch, wording));
}
