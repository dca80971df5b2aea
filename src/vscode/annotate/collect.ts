/**
 * Candidates and findings that people send to annotation from elsewhere: appended to `.vouch/annotate.jsonl` of the
 * workspace, with the sample's seed, model, device and score, ready for `Vouch: Annotate File…`. A finding reported
 * as wrong is a label at once and goes to that file's log.
 */
import { randomUUID } from 'node:crypto';
import { appendFile, mkdir } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { appendAnnotation, type AnnotationItem } from '../../data/annotation-log.ts';
import type { Candidate } from '../../features/contracts.ts';
import type { SolveRun } from '../../host/protocol-panel.ts';
import { confirmQuietly, warn } from '../notify.ts';
import { logFileFor } from './export.ts';

function collectionFile(): string | null {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (folder?.scheme === 'file') return join(folder.fsPath, '.vouch', 'annotate.jsonl');
  warn(vscode.l10n.t('Open a folder first: annotations are kept in its .vouch folder.'));
  return null;
}

async function collect(file: string, item: AnnotationItem): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const { provenance, ...fields } = item;
  await appendFile(file, `${JSON.stringify({ ...fields, ...provenance })}\n`);
}

export async function collectCandidate(run: SolveRun, candidate: Candidate): Promise<void> {
  const file = collectionFile();
  if (file === null) return;
  await collect(file, {
    id: `${run.id}-${candidate.index}`,
    problem: run.problem,
    steps: candidate.steps.length > 0 ? candidate.steps.map((step) => step.text) : [candidate.text],
    generator: run.result?.model.id ?? run.model?.id ?? 'unknown',
    answer: candidate.answer,
    provenance: {
      score: candidate.score,
      seed: run.result?.seed ?? null,
      sampleSeed: candidate.seed,
      precision: run.model?.precision ?? null,
      device: run.model?.device ?? null,
    },
  });
  confirmQuietly(vscode.l10n.t('Added to .vouch/annotate.jsonl'));
}

/** A person says that a marked solution is right: a human label against the finding. */
export async function reportFinding(problem: string, steps: readonly string[]): Promise<void> {
  const file = collectionFile();
  if (file === null) return;
  const content: AnnotationItem = { id: randomUUID(), problem, steps, generator: 'human' };
  await collect(file, content);
  appendAnnotation(logFileFor(file), {
    version: 1,
    type: 'label',
    at: Date.now(),
    labeller: userInfo().username,
    item: content.id,
    label: { verdict: 'right', firstError: null },
    // The finding itself was on the screen.
    shown: { score: true, exact: true },
    timeMs: 0,
    content,
  });
  confirmQuietly(vscode.l10n.t('Reported: kept as a label in .vouch'));
}
