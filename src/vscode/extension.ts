/**
 * The extension's entry. Activation registers what the editor may be waiting for (commands, panels to bring back) and
 * nothing more: no file is read, no process started, and what a command needs is loaded when it is first used. What is
 * seen or asked for later follows in the event loop's next turn. Every command's error ends in `notify`.
 */
import * as vscode from 'vscode';
import type { Candidate } from '../features/contracts.ts';
import type { SolveRun } from '../host/protocol-panel.ts';
import { SolvedProblems } from './history.ts';
import { registerLanguages } from './languages.ts';
import { disposeLog, log, noteActivation } from './log.ts';
import { Models } from './models.ts';
import { report } from './notify.ts';
import type { PanelParts } from './panel/panel.ts';
import { RunStore } from './panel/runs.ts';
import { verifySettings } from './settings.ts';
import { StatusItem } from './status.ts';
import { RunStatusDocuments, runStatusScheme } from './train/run-status.ts';
import type { Corrections } from './verify/correct.ts';
import type { FolderReports } from './verify/folder.ts';
import type { RightMarks } from './verify/marks.ts';
import type { Verifier } from './verify/verify.ts';

export function activate(context: vscode.ExtensionContext): void {
  const before = process.cpuUsage();
  const status = new StatusItem();
  const models = new Models(context.extensionUri, status);
  const storage = context.storageUri ?? vscode.Uri.joinPath(context.globalStorageUri, 'no-workspace');
  const runs = new RunStore(vscode.Uri.joinPath(storage, 'runs').fsPath);
  const solved = new SolvedProblems(runs);
  const parts: PanelParts = {
    extensionUri: context.extensionUri,
    models,
    runs,
    onRuns: () => {
      solved.refresh();
    },
  };
  const verification = new Verification(models);
  const runStatuses = new RunStatusDocuments();
  const commands: Commands = {
    ...solveCommands(parts, models, status),
    ...verifyCommands(verification, models),
    fineTune: async () => (await import('./train/fine-tune.ts')).fineTune(context),
  };
  for (const [name, run] of Object.entries(commands)) {
    context.subscriptions.push(
      vscode.commands.registerCommand(`vouch.${name}`, async (...values: unknown[]) => {
        try {
          return await run(...values);
        } catch (error) {
          report(error);
          return undefined;
        }
      }),
    );
  }
  context.subscriptions.push(
    status,
    models,
    verification,
    { dispose: disposeLog },
    vscode.window.registerTreeDataProvider('vouch.solved', solved),
    vscode.workspace.registerTextDocumentContentProvider(runStatusScheme, runStatuses),
    runStatuses,
    vscode.window.registerWebviewPanelSerializer('vouch.solution', {
      deserializeWebviewPanel: async (panel, saved: unknown) =>
        (await import('./solve.ts')).revive(parts, panel, saved),
    }),
    vscode.window.registerWebviewPanelSerializer('vouch.annotation', {
      deserializeWebviewPanel: async (panel, saved: unknown) =>
        (await import('./annotate/annotate.ts')).reviveAnnotation(context.extensionUri, panel, saved),
    }),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (['model', 'device', 'precision'].some((name) => change.affectsConfiguration(`vouch.${name}`))) {
        status.forgetModel();
      }
      if (change.affectsConfiguration('vouch.verify')) verification.followSettings();
    }),
  );
  const later = setImmediate(() => {
    status.show();
    verification.followSettings();
    const { onDidChange } = verification;
    context.subscriptions.push(...registerLanguages({ verifier: () => verification.current, onDidChange }));
  });
  context.subscriptions.push({
    dispose: () => {
      clearImmediate(later);
    },
  });
  noteActivation(process.cpuUsage(before));
}

type Commands = Readonly<Record<string, (...values: unknown[]) => unknown>>;

function solveCommands(parts: PanelParts, models: Models, status: StatusItem): Commands {
  return {
    solve: async () => (await import('./solve.ts')).solveSelected(parts),
    solveRange: async (uri, range) => {
      if (uri instanceof vscode.Uri && range instanceof vscode.Range) {
        await (await import('./solve.ts')).solveRange(parts, uri, range);
      }
    },
    solveFile: async () => (await import('./solve.ts')).solveFile(parts),
    solveCell: async (cell) => (await import('./solve.ts')).solveCell(parts, asCell(cell)),
    openRun: async (id) => {
      if (typeof id === 'string') await (await import('./solve.ts')).openRun(parts, id);
    },
    openExample: async () => (await import('./welcome.ts')).openExample(),
    chooseModel: async () => {
      const { chooseModel } = await import('./choose-model.ts');
      if (!(await chooseModel())) return;
      models.restart();
      status.forgetModel();
    },
    showLog: () => {
      log().show();
    },
    cancel: async () => {
      (await import('./solve.ts')).cancelSolves();
    },
    history: async () => {
      (await import('./solve.ts')).openHistory(parts);
    },
    annotateFile: async (uri) =>
      (await import('./annotate/annotate.ts')).annotateFile(
        parts.extensionUri,
        uri instanceof vscode.Uri ? uri : undefined,
      ),
    exportLabels: async (uri) =>
      (await import('./annotate/annotate.ts')).exportFile(uri instanceof vscode.Uri ? uri : undefined),
    annotateCandidate: async (run, candidate) =>
      // Only the panel sends this, with its own run and one of its candidates.
      (await import('./annotate/collect.ts')).collectCandidate(run as SolveRun, candidate as Candidate),
    clearHistory: async () => {
      await (await import('./solve.ts')).clearHistory(parts);
    },
  };
}

function verifyCommands(verification: Verification, models: Models): Commands {
  return {
    verifySelection: async () => (await verification.start()).verifySelection(),
    verifyFile: async () => (await verification.start()).verifyFile(),
    verifyCell: async (cell) => (await verification.start()).verifyCell(asCell(cell)),
    verifyFolder: async (folder) => {
      const { verifyFolder } = await import('./verify/folder.ts');
      await verifyFolder(
        models,
        await verification.reports(),
        folder instanceof vscode.Uri ? folder : undefined,
      );
    },
    verifyRange: async (uri, range) => {
      if (uri instanceof vscode.Uri && range instanceof vscode.Range) {
        const editor = await vscode.window.showTextDocument(uri, { preserveFocus: false });
        editor.selection = new vscode.Selection(range.start, range.start);
        await (await verification.start()).verifySelection();
      }
    },
    clearFindings: () => {
      verification.current?.clear();
    },
    dismissFinding: async (uri, hash) => {
      if (uri instanceof vscode.Uri && typeof hash === 'string')
        await verification.current?.dismiss(uri, hash);
    },
    reportFinding: async (uri, hash, problem, steps) => {
      if (!(uri instanceof vscode.Uri) || typeof hash !== 'string' || typeof problem !== 'string') return;
      if (!Array.isArray(steps) || !steps.every((step) => typeof step === 'string')) return;
      await (await import('./annotate/collect.ts')).reportFinding(problem, steps);
      await verification.current?.dismiss(uri, hash);
    },
    explainFinding: async (uri, position) => {
      if (!(uri instanceof vscode.Uri) || !(position instanceof vscode.Position)) return;
      const editor = await vscode.window.showTextDocument(uri);
      editor.selection = new vscode.Selection(position, position);
      await vscode.commands.executeCommand('editor.action.showHover');
    },
    correctSolution: async (uri, problem, solution, start, lastRight) => {
      if (!(uri instanceof vscode.Uri) || typeof problem !== 'string' || typeof solution !== 'string') return;
      if (typeof start !== 'number' || typeof lastRight !== 'number') return;
      const corrections = await verification.corrections();
      await corrections.correct(models, { uri, problem, solution, start, lastRight });
    },
    replaceByCorrection: async () => {
      await (await verification.corrections()).replace();
    },
  };
}

/** The cell that a notebook's buttons hand over; the palette hands over nothing. */
function asCell(value: unknown): vscode.NotebookCell | undefined {
  const isCell = typeof value === 'object' && value !== null && 'notebook' in value && 'index' in value;
  return isCell ? (value as vscode.NotebookCell) : undefined;
}

/** The verifier of this window, made when it is first needed. */
class Verification implements vscode.Disposable {
  readonly #models: Models;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #disposables: { dispose(): unknown }[] = [this.#changed];
  readonly onDidChange = this.#changed.event;
  #verifier: Verifier | undefined;
  #marks: RightMarks | undefined;
  #corrections: Corrections | undefined;
  #reports: FolderReports | undefined;

  constructor(models: Models) {
    this.#models = models;
  }

  get current(): Verifier | undefined {
    return this.#verifier;
  }

  async start(): Promise<Verifier> {
    const { Verifier } = await import('./verify/verify.ts');
    const { RightMarks } = await import('./verify/marks.ts');
    if (this.#verifier === undefined) {
      this.#verifier = new Verifier(this.#models);
      this.#marks = new RightMarks(this.#verifier);
      this.#disposables.push(this.#marks);
      this.#verifier.onDidChange(() => {
        this.#changed.fire();
      });
      this.#disposables.push(this.#verifier);
    }
    return this.#verifier;
  }

  async corrections(): Promise<Corrections> {
    const { Corrections, correctionScheme } = await import('./verify/correct.ts');
    if (this.#corrections === undefined) {
      this.#corrections = new Corrections();
      this.#disposables.push(
        vscode.workspace.registerTextDocumentContentProvider(correctionScheme, this.#corrections),
      );
    }
    return this.#corrections;
  }

  async reports(): Promise<FolderReports> {
    const { FolderReports, reportScheme } = await import('./verify/folder.ts');
    if (this.#reports === undefined) {
      this.#reports = new FolderReports();
      this.#disposables.push(
        vscode.workspace.registerTextDocumentContentProvider(reportScheme, this.#reports),
      );
    }
    return this.#reports;
  }

  /** Checking on save or while typing needs the verifier from the start; on demand nothing is loaded. */
  followSettings(): void {
    this.#changed.fire();
    this.#marks?.draw();
    if (verifySettings().mode !== 'onDemand') this.start().catch(report);
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }
}
