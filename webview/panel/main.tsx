/**
 * The entry of the solution panel's page: folds the extension's events into a state and renders it, at most once a
 * frame. Until the first one the words stand that came with the page. The extension owns the state; what is kept here
 * with `setState` only tells a reloaded window which panel this was.
 */
import './panel.css';
import { render } from 'preact';
import {
  applyPanelEvent,
  emptyPanelState,
  type PanelEvent,
  type PanelRequest,
} from '../../src/host/protocol-panel.ts';
import { loadWords } from '../l10n.ts';
import { loadTypesetter } from '../typesetter.ts';
import { App } from './app.tsx';

interface EditorApi {
  postMessage(message: PanelRequest): void;
  setState(state: { readonly panelId: string }): void;
}
declare function acquireVsCodeApi(): EditorApi;

const editor = acquireVsCodeApi();
const root = document.getElementById('root');
if (root === null) throw new Error('panel: expected an element #root in the page, got none; report this');
loadWords(root.dataset['words']);

let state = emptyPanelState;
let scheduled = false;
/** Whether the words that came with the page still stand. */
let untouched = true;

function send(request: PanelRequest): void {
  editor.postMessage(request);
}

function draw(): void {
  scheduled = false;
  document.documentElement.style.setProperty(
    '--panel-font-size',
    state.fontSize > 0 ? `${state.fontSize}px` : '',
  );
  if (root === null) return;
  if (untouched) root.replaceChildren();
  untouched = false;
  render(<App state={state} send={send} />, root);
}

window.addEventListener('message', (message: MessageEvent<PanelEvent>) => {
  state = applyPanelEvent(state, message.data);
  if (state.panelId !== '') editor.setState({ panelId: state.panelId });
  if (scheduled) return;
  scheduled = true;
  requestAnimationFrame(draw);
});
// The tests read these from the log: a blocked style or font would otherwise go unseen.
document.addEventListener('securitypolicyviolation', (event) => {
  send({ type: 'violation', directive: event.violatedDirective, uri: event.blockedURI });
});
send({ type: 'ready' });
void loadTypesetter();
