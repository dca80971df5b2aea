/**
 * How a formula is said, by the words around it: alone, as a result, in passing, assumed, defined or doubted. Words
 * decide only how much weight a formula bears; tables of them and one function that reads them.
 */

/**
 * `alone`: nothing but the formula and connectives; `result`: what a sentence ends in; `passing`: somewhere in a
 * sentence; `assumed`: introduced, not derived; `defined`: a name is given ("let u = x²"); `doubted`: denied, tried,
 * wished for, or said of something else.
 */
export type Manner = 'alone' | 'result' | 'passing' | 'assumed' | 'defined' | 'doubted';

export const label =
  /^\s*(?:[-*•]\s+|#{1,6}\s*|>\s+)?(?:\*\*)?(?:(?:step|part)\s*\d{1,3}\s*[.:)]|\(?\d{1,3}[.)]\s(?=\s*\S)|\([a-z]\)\s)?(?:\*\*)?\s*/i;
export const connective =
  /^(?:(?:so|thus|hence|therefore|then|and|or|but|now|next|finally|also|i\.e\.|that is|which gives|which means|giving|this gives|gives|we get|we have|we obtain|it follows that|consequently)\b[\s,:]*|(?:=>|⇒|⟹|→|\\Rightarrow|\\implies|\\Longrightarrow|\\therefore|∴|⇔|⟺|\\iff|\\Leftrightarrow|\\to)(?![A-Za-z])\s*)+/i;
/** What follows is an answer: values for the unknowns, but no rewriting of the expression before. */
export const answering =
  /^\W*(?:(?:so|thus|hence|therefore|then)\b[\s,:]*)*(?:(?:the|our|my)\s+)?(?:final\s+)?(?:answers?|solutions?|results?)\b\s*(?:is|are)?[\s:]*/i;
/** Words that say that the next formula follows from the one before them. */
export const inference =
  /[,;.]\s+(?:and\s+)?(?:so|thus|hence|therefore|which gives|giving)\b,?\s+(?:that\s+)?/i;
export const inferring = /^[\s,;.]*(?:and\s+)?(?:so|thus|hence|therefore|which gives|giving)\b,?\s*$/i;
/** "Let u = x². Then …": what is said next follows with the name put in. */
export const definitionThen =
  /^((?:we )?(?:let|set|put|substitute)\b[^.;]*)[.;]\s+then,?\s+(?:we (?:have|get|obtain)\s+)?(?=\S)/i;
const assumption =
  /\b(?:let|suppose|assume|assuming|consider|case|if|when|whenever|where|given|define|denote|denoted|set|setting|substitut\w*|plug\w*|for|say|either|recall|formula|general|similar|such that|know|known|identity|by definition|replace|replacing|letting|choose|rewrit\w+ as|second|another|other|original|respectively)\b/i;
export const doubting =
  /\b(?:try|trying|tried|testing|test|guess\w*|want|need|wish|must find|unless|otherwise|would|could|might|were|example|contradict\w*|impossible|not|cannot|can't|doesn't|isn't|never|wrong|incorrect|false|mistake\w*|reject\w*|discard\w*|extraneous)\b/i;
export const deriving =
  /\b(?:subtract\w*|add(?:ing|s)?|divid\w*|multipl\w*|simplif\w*|expand\w*|factor\w*|solv(?:e|es|ing)|combin\w*|collect\w*|rearrang\w*|isolat\w*|squaring|distribut\w*|cancel\w*|differentiat\w*|integrat\w*)\b/i;

/** The manner of what follows `words`; `otherwise` is what it would be without them. */
export function mannerOf(words: string, otherwise: Manner): Manner {
  const plain = words.replace(/\$[^$]*\$|\\\([\s\S]*?\\\)/g, ' ');
  if (/\b(?:let|letting|set|define|denote|substitut\w*|put)\b/i.test(plain) && !/\bequal to\b/i.test(plain))
    return 'defined';
  if (doubting.test(plain)) return 'doubted';
  if (assumption.test(plain)) return 'assumed';
  if (otherwise === 'result' && plain.replace(connective, '').replace(/[\s.,:;]/g, '') === '') return 'alone';
  return otherwise === 'result' && !deriving.test(plain) ? 'passing' : otherwise;
}

/** Words before an equation in f(x) that is to be solved, or is a condition. */
export const condition =
  /\b(?:roots?|solutions?|zeros?|equations?|solve|satisf\w+|such that|conditions?|identity|find|when|if|that)\s*(?:of|to|for|the|is|are|all|both)*\s*$/i;
/** "Simplify 2(x + 3)": an expression may follow. */
export const imperative =
  /\b(?:simplify|expand|factor|evaluate|compute|calculate|differentiate|integrate|derivative of|value of)\s*:?\s*$/i;
export const cutPattern =
  /:\s|\b(?:solve|equation|inequality|system|let|suppose|assume|set|if|when|where|given|case \d+|since|gives?|giving|get|gets|obtain|obtains|becomes?|yields?|yielding|have|is|are|so|then|thus|hence|therefore|means|that|to|find|as|simplifies to|sides|simplify|expand|factor|evaluate|compute|calculate|differentiate|integrate|derivative of|value of)\b[\s,:]*/gi;

/** Introduced by the writer, and not derived. */
export function isGiven(manner: Manner): boolean {
  return manner === 'assumed' || manner === 'defined';
}
