/** How people who are in a hurry ask for the solution of an equation `{eq}` in `{x}`; for training only. */
export const everydayEquation: readonly string[] = [
  '{eq}',
  '{eq}, find {x}.',
  'If {eq}, then {x} = ?',
  'I need {x} in {eq}.',
  'I need {x} [if|when] {eq}.',
  'For which {x} is {eq}?',
  '[Can|How do] you solve {eq}?',
  'Solve this: {eq}',
  '[Get|Find] {x} from {eq}.',
  'Find {x}: {eq}',
  'What is {x} in {eq}?',
];
