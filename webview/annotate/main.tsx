/** The entry of the annotation page: renders the extension's state and sends labels back. */
import '../panel/panel.css';
import './annotate.css';
import { render } from 'preact';
import type { AnnotateEvent, AnnotateRequest } from '../../src/host/protocol-annotate.ts';
import { loadWords } from '../l10n.ts';
import { loadTypesetter } from '../typesetter.ts';
import { AnnotateApp } from './app.tsx';

declare function acquireVsCodeApi(): {
  postMessage(message: AnnotateRequest): void;
  setState(state: { readonly file: string }): void;
};

const editor = acquireVsCodeApi();
const root = document.getElementById('root');
if (root === null)
  throw new Error('annotation: expected an element #root in the page, got none; report this');
loadWords(root.dataset['words']);

function send(request: AnnotateRequest): void {
  editor.postMessage(request);
}

window.addEventListener('message', (message: MessageEvent<AnnotateEvent>) => {
  // Tells a reloaded window which file to open again.
  editor.setState({ file: message.data.state.file });
  render(<AnnotateApp state={message.data.state} send={send} />, root);
});
send({ type: 'ready' });
void loadTypesetter();
