/** Token ids of a text that stands where a model would write it: behind the prompt, at the opening of its turn. */
import { continuationIds } from '../generate/continuation.ts';
import type { ChatTokenizer } from '../tokenizer/tokenizer.ts';
import type { Prompt } from './engine.ts';

/**
 * The ids of a completion behind its prompt's ids: as the chat template sets them where that splits cleanly, else the
 * text as a continuation.
 */
export function completionIds(
  tokenizer: ChatTokenizer,
  prompt: Prompt,
  completion: string,
  promptIds: readonly number[],
): number[] {
  const plain = continuationIds(tokenizer, completion);
  if (!('messages' in prompt) || completion.trim() === '') return plain;
  const conversation = [...prompt.messages, { role: 'assistant' as const, content: completion }];
  const whole = tokenizer.encodeChat(conversation, { addGenerationPrompt: false });
  const tail = tokenizer.encodeAfterAssistant(conversation, { addGenerationPrompt: false });
  const middle = whole.slice(promptIds.length, whole.length - tail.length);
  const clean =
    promptIds.every((id, i) => whole[i] === id) &&
    tail.every((id, i) => whole[whole.length - tail.length + i] === id) &&
    tokenizer.decode(middle).trim() === completion.trim() &&
    tokenizer.decode(middle).length >= completion.length;
  return clean ? middle : plain;
}
