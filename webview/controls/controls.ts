/**
 * The controls of all webviews: thin components over @vscode/webview-ui-toolkit. This folder alone knows the
 * toolkit, which is no longer developed; replacing it means rewriting this file and nothing else. Every control
 * takes a label for screen readers and works by keyboard, as the toolkit's elements do.
 */
import {
  provideVSCodeDesignSystem,
  vsCodeBadge,
  vsCodeButton,
  vsCodeProgressRing,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import { h, type ComponentChildren, type JSX } from 'preact';

provideVSCodeDesignSystem().register(vsCodeBadge(), vsCodeButton(), vsCodeProgressRing(), vsCodeTextField());
// The toolkit takes its colours from the theme when the page has loaded; this script comes after that.
if (document.readyState === 'complete') window.dispatchEvent(new Event('load'));

export interface ButtonProps {
  readonly onPress: () => void;
  readonly kind?: 'primary' | 'secondary' | 'icon';
  /** Read instead of the content; needed where the content is a sign. */
  readonly label?: string;
  /** Shown on hover, beside the content. */
  readonly hint?: string;
  readonly pressed?: boolean;
  readonly expanded?: boolean;
  readonly disabled?: boolean;
  readonly id?: string;
  /** Only where there is much room, or only where there is little; the page's style says how much that is. */
  readonly place?: 'wide' | 'narrow';
  readonly children?: ComponentChildren;
}

export function Button(props: ButtonProps): JSX.Element {
  const {
    onPress,
    kind = 'secondary',
    label,
    hint,
    pressed,
    expanded,
    disabled = false,
    id,
    place,
    children,
  } = props;
  return h(
    'vscode-button',
    {
      appearance: kind,
      disabled,
      onClick: onPress,
      ...(id === undefined ? {} : { id }),
      ...(place === undefined ? {} : { class: `place-${place}` }),
      ...(label === undefined ? {} : { 'aria-label': label, title: label }),
      ...(hint === undefined ? {} : { title: hint }),
      ...(pressed === undefined ? {} : { 'aria-pressed': String(pressed) }),
      ...(expanded === undefined ? {} : { 'aria-expanded': String(expanded) }),
    },
    children,
  );
}

export function Badge(props: { readonly children?: ComponentChildren }): JSX.Element {
  return h('vscode-badge', null, props.children);
}

export function ProgressRing(props: { readonly label: string }): JSX.Element {
  return h('vscode-progress-ring', { 'aria-label': props.label });
}

export interface SearchFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
}

export function SearchField({ label, value, onInput }: SearchFieldProps): JSX.Element {
  const read = (event: Event): void => {
    const { target } = event;
    if (target !== null && 'value' in target && typeof target.value === 'string') onInput(target.value);
  };
  return h('vscode-text-field', { placeholder: label, 'aria-label': label, value, onInput: read });
}
