/**
 * A formula by KaTeX, for eyes and (as MathML) for screen readers. TeX from a model or a document is data: no
 * trusted commands, bounded expansion and size, and what cannot be read is shown as its source text, as is all of it
 * until KaTeX has come.
 */
import type { KatexOptions } from 'katex';
import { createContext } from 'preact';
import { useContext, useLayoutEffect, useRef } from 'preact/hooks';
import type { JSX } from 'preact';
import { answerTex } from '../src/document/typeset.ts';
import { useTypesetter } from './typesetter.ts';

/** Macros of the document the problem stands in. */
export const MacroContext = createContext<Readonly<Record<string, string>>>({});

export const safeKatex: KatexOptions = {
  trust: false,
  throwOnError: false,
  strict: 'ignore',
  maxExpand: 1000,
  maxSize: 25,
  output: 'htmlAndMathml',
  errorColor: 'var(--vscode-errorForeground)',
};

/** An answer in a line of words. */
export function Answer({ answer }: { readonly answer: string }): JSX.Element {
  return <Formula tex={answerTex(answer)} />;
}

export interface FormulaProps {
  readonly tex: string;
  readonly display?: boolean;
}

export function Formula({ tex, display = false }: FormulaProps): JSX.Element {
  const element = useRef<HTMLSpanElement>(null);
  const macros = useContext(MacroContext);
  const typesetter = useTypesetter();
  useLayoutEffect(() => {
    const target = element.current;
    if (target === null || typesetter === null) return;
    try {
      // The copy keeps a \gdef inside one formula from reaching the next.
      typesetter.render(tex, target, { ...safeKatex, displayMode: display, macros: { ...macros } });
    } catch {
      target.textContent = tex;
      target.classList.add('tex-source');
    }
  }, [tex, display, macros, typesetter]);
  const names = ['formula', ...(display ? ['display'] : []), ...(typesetter === null ? ['waiting'] : [])];
  return (
    <span ref={element} class={names.join(' ')} {...(display ? { tabIndex: 0 } : {})}>
      {typesetter === null ? tex : null}
    </span>
  );
}
