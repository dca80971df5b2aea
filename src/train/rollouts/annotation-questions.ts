/**
 * Human labels as questions with known answers: a labelled solution asks for its verdict, a named first wrong step for
 * `soFar` at that step and before it. Labels that nothing is known of ("unsure") are left out.
 */
import { currentLabels, type LabelEvent, readAnnotations } from '../../data/annotation-log.ts';
import { InputError } from '../../base/errors.ts';
import type { ChatTokenizer } from '../../tokenizer/tokenizer.ts';
import type { AskedDocument } from './prefix-questions.ts';
import type { AskedProblem } from './rollout.ts';
import type { VerdictLayout } from './verdict-layout.ts';

export interface AnnotationContext {
  readonly tokenizer: ChatTokenizer;
  readonly verdicts: VerdictLayout;
  readonly length: number;
  /** Whether the verifier can be asked in words about prefixes. */
  readonly hasWords: boolean;
  readonly ask: (problem: string) => AskedProblem;
}

/** What the labels of a log ask. Throws `InputError` for a log without a usable label. */
export function annotationQuestions(file: string, context: AnnotationContext): AskedDocument[] {
  const labels = [...currentLabels(readAnnotations(file)).values()];
  const questions = labels.flatMap((event) => questionsOf(event, context));
  if (questions.length === 0)
    throw new InputError(
      `${file}: expected an annotation log with labels, right or wrong, got ${labels.length} labels; none can be used`,
    );
  return questions;
}

function questionsOf({ label, content }: LabelEvent, context: AnnotationContext): AskedDocument[] {
  const { verdict, firstError } = label;
  if (verdict === 'unsure') return [];
  const asked = context.ask(content.problem);
  const document = (
    steps: readonly string[],
    question: 'verdict' | 'soFar',
    isRight: boolean,
  ): AskedDocument[] => {
    const text = steps.join('\n');
    const { prompt } = asked;
    const behind =
      question === 'verdict'
        ? context.verdicts.behind(prompt, text, isRight ? 1 : 0)
        : context.verdicts.asked(question, { prompt, text, label: isRight });
    const tokenIds = [...asked.promptIds, ...context.tokenizer.encodeText(text), ...behind];
    return tokenIds.length > context.length
      ? []
      : [{ tokenIds: Int32Array.from(tokenIds), question, label: isRight }];
  };
  const whole = document(content.steps, 'verdict', verdict === 'right');
  if (firstError === null || !context.hasWords) return whole;
  return [
    ...whole,
    ...document(content.steps.slice(0, firstError + 1), 'soFar', false),
    ...(firstError > 0 ? document(content.steps.slice(0, firstError), 'soFar', true) : []),
  ];
}
