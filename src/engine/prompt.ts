/** How a problem is put to a model: what `vouch.json` says, as turns. */
import { userPrompt, type VouchJson } from '../checkpoint/vouch-json.ts';
import type { Prompt } from './engine.ts';

export function promptFor(vouch: VouchJson, problem: string): Prompt {
  const { system } = vouch.prompt;
  return {
    messages: [
      ...(system === null ? [] : [{ role: 'system' as const, content: system }]),
      { role: 'user' as const, content: userPrompt(vouch, problem) },
    ],
  };
}
