/**
 * Added tokens: the entries of `tokenizer.json` that are matched in the text before the model of the vocabulary sees
 * it. They are split in two here: *control* tokens, which only a template may produce, and plain ones (runs of white
 * space, Gemma's HTML tags), which are text like any other. Matching is leftmost-longest, as in Hugging Face's
 * `AddedVocabulary`. Knows no vocabulary model.
 */
import { asBoolean, asList, asNumber, asObject, asString, type JsonObject } from '../base/json.ts';
import type { Origin, Stretch } from './tagged-text.ts';

export interface AddedToken {
  readonly id: number;
  readonly content: string;
  /** Left out when text is shown. */
  readonly special: boolean;
  /** True: no text of a document, a data set or a model may ever become this token. */
  readonly control: boolean;
  /** Matched in the normalised text instead of the raw one. */
  readonly normalized: boolean;
  readonly lstrip: boolean;
  readonly rstrip: boolean;
}

/** Gemma's vocabulary has these as single tokens; they mean what they say and steer nothing. */
const HTML_TAG =
  /^<\/?(?:table|caption|thead|tbody|tfoot|tr|th|td|h[1-6]|blockquote|strong|em|b|i|u|s|sub|sup|code)>$/;
const WHITE_SPACE = /^[\s\u2581]+$/;

function isControl(content: string, special: boolean): boolean {
  return special || !(WHITE_SPACE.test(content) || HTML_TAG.test(content));
}

/** The `added_tokens` of a `tokenizer.json`. */
export function readAddedTokens(json: JsonObject, place: string): readonly AddedToken[] {
  if (json['added_tokens'] === undefined || json['added_tokens'] === null) return [];
  return asList(json['added_tokens'], `${place}: added_tokens`, (value, at) => {
    const token = asObject(value, at);
    const flag = (name: string, fallback: boolean): boolean =>
      token[name] === undefined ? fallback : asBoolean(token[name], `${at}.${name}`);
    const content = asString(token['content'], `${at}.content`);
    const special = flag('special', false);
    const control = isControl(content, special);
    return {
      id: asNumber(token['id'], `${at}.id`, 0),
      content,
      special,
      control,
      normalized: flag('normalized', !special) && !control,
      lstrip: flag('lstrip', false),
      rstrip: flag('rstrip', false),
    };
  });
}

/** A part of a text: an added token, or text between two of them. */
export type Section = { readonly token: AddedToken } | { readonly text: string };

interface TrieNode {
  readonly next: Map<string, TrieNode>;
  token: AddedToken | null;
}

/** Finds added tokens in text. */
export class AddedTokenMatcher {
  private readonly root: TrieNode = { next: new Map(), token: null };

  constructor(tokens: readonly AddedToken[], contentOf = (token: AddedToken): string => token.content) {
    for (const token of tokens) {
      const content = contentOf(token);
      if (content === '') continue;
      let node = this.root;
      for (let index = 0; index < content.length; index++) {
        const unit = content.charAt(index);
        let child = node.next.get(unit);
        if (child === undefined) node.next.set(unit, (child = { next: new Map(), token: null }));
        node = child;
      }
      node.token = token;
    }
  }

  /**
   * Cuts text of known origin into added tokens and what lies between. A control token is found only where all of
   * its characters came from the template; a plain one anywhere, across origins too.
   */
  split(stretches: readonly Stretch[]): Section[] {
    const text = stretches.map((stretch) => stretch.text).join('');
    const templateEnd = templateRuns(stretches);
    const sections: Section[] = [];
    let start = 0;
    let index = 0;
    while (index < text.length) {
      const found = this.longestAt(text, index, templateEnd(index));
      if (found === null) {
        index++;
        continue;
      }
      if (index > start) sections.push({ text: text.slice(start, index) });
      sections.push({ token: found.token });
      index = start = found.end;
    }
    if (start < text.length) sections.push({ text: text.slice(start) });
    return strip(sections);
  }

  private longestAt(
    text: string,
    index: number,
    templateEnd: number,
  ): { token: AddedToken; end: number } | null {
    let node: TrieNode | undefined = this.root;
    let best: { token: AddedToken; end: number } | null = null;
    for (let end = index; node !== undefined; end++) {
      const { token } = node;
      if (token !== null && (!token.control || end <= templateEnd)) best = { token, end };
      node = end < text.length ? node.next.get(text.charAt(end)) : undefined;
    }
    return best;
  }
}

/** For a position: where the run of template characters that it stands in ends (the position itself if in none). */
function templateRuns(stretches: readonly Stretch[]): (index: number) => number {
  const runs: { readonly start: number; readonly end: number; readonly origin: Origin }[] = [];
  let offset = 0;
  for (const { text, origin } of stretches) {
    runs.push({ start: offset, end: offset + text.length, origin });
    offset += text.length;
  }
  let current = 0;
  return (index) => {
    while (current < runs.length - 1 && index >= runs[current]!.end) current++;
    const run = runs[current];
    return run !== undefined && run.origin === 'template' ? run.end : index;
  };
}

/** Applies `lstrip` and `rstrip`: an added token that swallows the white space beside it. */
function strip(sections: readonly Section[]): Section[] {
  return sections.map((section, index) => {
    if (!('text' in section)) return section;
    const before = sections[index - 1];
    const after = sections[index + 1];
    let { text } = section;
    if (before !== undefined && 'token' in before && before.token.rstrip) text = text.trimStart();
    if (after !== undefined && 'token' in after && after.token.lstrip) text = text.trimEnd();
    return { text };
  });
}
