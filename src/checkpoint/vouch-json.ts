/**
 * `vouch.json`: what a checkpoint says of its own use in Vouch. Wording of the prompt and of the three questions,
 * verdict tokens, calculator, stop strings, sampling, vote exponent, calibration, thresholds, evaluation. Every field
 * may be left out; a folder without the file is served by the defaults, which suit any instruct model. Reading and
 * checking only: nothing here knows tokens or scores.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../base/errors.ts';
import {
  asBoolean,
  asList,
  asNumber,
  asObject,
  asString,
  isObject,
  parseJsonObject,
  type JsonObject,
} from '../base/json.ts';

/** How the next token is drawn; 0 (or 1 for `topP` and the penalty) switches a filter off. */
export interface SamplingDefaults {
  readonly temperature: number;
  readonly topK: number;
  readonly topP: number;
  readonly minP: number;
  readonly repetitionPenalty: number;
}

/** Increasing points of score → probability, linear in between. */
export interface ScoreCalibration {
  readonly score: readonly number[];
  readonly probability: readonly number[];
}

/** p(winner right) = logistic(bias + Σ weight · feature); the fields are the weights, 0 where one is absent. */
export interface WinnerCalibration {
  readonly bias: number;
  readonly share: number;
  readonly bestScore: number;
  readonly logCount: number;
  readonly logprob: number;
  readonly familiarity: number;
  readonly proven: number;
  readonly refuted: number;
  readonly answer: number;
}

/** The contents of special tokens; `yes` and `no` may name special tokens too. */
export interface QuestionTokens {
  readonly verdict: string;
  readonly value: string;
  readonly soFar: string;
}

export interface VouchJson {
  readonly version: 1;
  /** `user` holds `{problem}` once; `system` null: no system turn. */
  readonly prompt: {
    readonly system: string | null;
    readonly user: string;
    /** Whether signs in a problem are set apart by spaces (`3x+5=20` as `3x + 5 = 20`), as a small model knows them. */
    readonly spaced: boolean;
    /** Whether a problem is put into the words that questions are usually asked in, where they are known. */
    readonly familiar: boolean;
  };
  /** The three questions (never mixed) as user turns, and the texts whose first tokens are the verdicts. */
  readonly verdict: {
    readonly verdict: string;
    readonly value: string;
    readonly soFar: string;
    readonly yes: readonly string[];
    readonly no: readonly string[];
    /**
     * Special tokens that ask the three questions in one position each, right after the solution (its end token
     * included for `verdict`), with no turn around them. Null: the questions are asked as user turns in words.
     */
    readonly tokens: QuestionTokens | null;
  };
  readonly calculator: boolean;
  readonly stop: readonly string[];
  readonly sampling: SamplingDefaults;
  readonly maxNewTokens: number;
  readonly voteExponent: number;
  /** Null: not calibrated, and scores are to be labelled so. */
  readonly calibration: {
    readonly verdict: ScoreCalibration | null;
    readonly value: ScoreCalibration | null;
    readonly soFar: ScoreCalibration | null;
    readonly confidence: WinnerCalibration | null;
  };
  /**
   * `soFar` below it marks a step as wrong; `confidence` below it abstains; a problem whose `familiarity` (mean
   * log-probability of its tokens) is below it is said to be unlike those the model knows. Null: never.
   */
  readonly thresholds: {
    readonly soFar: number | null;
    readonly confidence: number | null;
    readonly familiarity: number | null;
  };
  /** Figures measured on held-out problems, for display; whatever the evaluation wrote. */
  readonly evaluation: JsonObject | null;
}

export const defaultVouchJson: VouchJson = {
  version: 1,
  prompt: {
    system: null,
    user: 'Solve this problem step by step, one step a line, and give the final answer in \\boxed{}.\n\n{problem}',
    spaced: false,
    familiar: false,
  },
  verdict: {
    verdict: 'Is this solution correct? Answer Yes or No.',
    value: 'Will a solution that begins like this end with the right answer? Answer Yes or No.',
    soFar: 'Is every step so far correct? Answer Yes or No.',
    yes: ['Yes', ' Yes'],
    no: ['No', ' No'],
    tokens: null,
  },
  calculator: false,
  stop: [],
  sampling: { temperature: 0.7, topK: 0, topP: 0.95, minP: 0, repetitionPenalty: 1 },
  maxNewTokens: 1024,
  voteExponent: 1,
  calibration: { verdict: null, value: null, soFar: null, confidence: null },
  thresholds: { soFar: null, confidence: null, familiarity: null },
  evaluation: null,
};

/** The same use without what was measured on the very weights: for a model whose weights have been changed. */
export function withoutMeasurements(json: VouchJson): VouchJson {
  const { calibration, thresholds, evaluation } = defaultVouchJson;
  return { ...json, calibration, thresholds, evaluation };
}

/** The user turn for a problem. The problem is put in as it is, once. */
export function userPrompt(json: VouchJson, problem: string): string {
  const at = json.prompt.user.indexOf('{problem}');
  const text = json.prompt.spaced ? withSpacedSigns(problem) : problem;
  return json.prompt.user.slice(0, at) + text + json.prompt.user.slice(at + '{problem}'.length);
}

/** A sign between two operands with a space on each side; hyphens between words and signs of numbers stay. */
function withSpacedSigns(text: string): string {
  return text
    .replace(/(?<=[\w)}\]|])(<=|>=|[+=<>≤≥])(?=[-\w({[\\|])/g, ' $1 ')
    .replace(/(?<=\d|[)}\]]|(?<![A-Za-z])[A-Za-z])([-−])(?=\d|[({\\]|[A-Za-z](?![A-Za-z]))/g, ' $1 ');
}

/**
 * The `vouch.json` of a model folder over the defaults. Where it says nothing of sampling, `generation_config.json`
 * is heard. Throws `InputError` naming file and field.
 */
export async function readVouchJson(folder: string): Promise<VouchJson> {
  const place = join(folder, 'vouch.json');
  const defaults = { ...defaultVouchJson, sampling: await samplingOfModel(folder) };
  const text = await readOptional(place);
  return text === null ? defaults : parseVouchJson(parseJsonObject(text, place), place, defaults);
}

async function readOptional(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isObject(error) && (error['code'] === 'ENOENT' || error['code'] === 'ENOTDIR')) return null;
    throw error;
  }
}

/** Sampling as the makers of a model recommend it, in Hugging Face's spelling. */
async function samplingOfModel(folder: string): Promise<SamplingDefaults> {
  const place = join(folder, 'generation_config.json');
  const text = await readOptional(place);
  const json = text === null ? {} : parseJsonObject(text, place);
  const pick = (name: string, fallback: number, high: number): number =>
    typeof json[name] === 'number' ? asNumber(json[name], `${place}: ${name}`, 0, high) : fallback;
  const fallback = defaultVouchJson.sampling;
  return {
    temperature: pick('temperature', fallback.temperature, 10),
    topK: pick('top_k', fallback.topK, 1e6),
    topP: pick('top_p', fallback.topP, 1),
    minP: pick('min_p', fallback.minP, 1),
    repetitionPenalty: pick('repetition_penalty', fallback.repetitionPenalty, 10) || 1,
  };
}

type Reader<T> = (value: unknown, place: string, fallback: T) => T;

/** Reads the fields of an object, each by its reader; absent ones keep their default, unknown ones are errors. */
function fields<T extends object>(readers: { readonly [K in keyof T]: Reader<T[K]> }): Reader<T> {
  return (value, place, fallback) => {
    const json = asObject(value, place);
    const unknown = Object.keys(json).find((name) => !Object.hasOwn(readers, name));
    if (unknown !== undefined)
      throw new InputError(
        `${place}: expected only ${Object.keys(readers).join(', ')}, got "${unknown}"; correct or remove it`,
      );
    const entries = Object.keys(readers).map((name) => {
      const key = name as keyof T;
      const given = json[name];
      return [
        name,
        given === undefined ? fallback[key] : readers[key](given, `${place}.${name}`, fallback[key]),
      ];
    });
    return Object.fromEntries(entries) as T;
  };
}

const text: Reader<string> = asString;
const flag: Reader<boolean> = asBoolean;
const number =
  (low: number, high: number): Reader<number> =>
  (value, place) =>
    asNumber(value, place, low, high);
const texts: Reader<readonly string[]> = (value, place) => asList(value, place, asString);
const orNull =
  <T>(reader: (value: unknown, place: string) => T): Reader<T | null> =>
  (value, place) =>
    value === null ? null : reader(value, place);

const probability = (value: unknown, place: string): number => asNumber(value, place, 0, 1);

function scoreCalibration(value: unknown, place: string): ScoreCalibration {
  const numbers: Reader<readonly number[]> = (list, at) => asList(list, at, probability);
  const table = fields<ScoreCalibration>({ score: numbers, probability: numbers })(value, place, {
    score: [],
    probability: [],
  });
  const rises = table.score.every((score, index) => index === 0 || score > table.score[index - 1]!);
  if (table.score.length < 2 || table.score.length !== table.probability.length || !rises)
    throw new InputError(
      `${place}: expected at least two increasing scores and as many probabilities, got ${table.score.length} and ${table.probability.length}; run the calibration again`,
    );
  return table;
}

function winnerCalibration(value: unknown, place: string): WinnerCalibration {
  const none: WinnerCalibration = {
    bias: 0,
    share: 0,
    bestScore: 0,
    logCount: 0,
    logprob: 0,
    familiarity: 0,
    proven: 0,
    refuted: 0,
    answer: 0,
  };
  const any = number(-1e6, 1e6);
  return fields<WinnerCalibration>({
    bias: any,
    share: any,
    bestScore: any,
    logCount: any,
    logprob: any,
    familiarity: any,
    proven: any,
    refuted: any,
    answer: any,
  })(value, place, none);
}

const promptUser: Reader<string> = (value, place) => {
  const user = asString(value, place);
  if (user.split('{problem}').length !== 2)
    throw new InputError(
      `${place}: expected {problem} exactly once, got ${JSON.stringify(user.slice(0, 60))}`,
    );
  return user;
};

const verdictTexts: Reader<readonly string[]> = (value, place, fallback) => {
  const list = texts(value, place, fallback);
  if (list.length === 0 || list.includes(''))
    throw new InputError(`${place}: expected at least one text, none of them empty, got ${list.length}`);
  return list;
};

function questionTokens(value: unknown, place: string): QuestionTokens {
  const given = asObject(value, place);
  const read = (name: keyof QuestionTokens): string => asString(given[name], `${place}.${name}`);
  return { verdict: read('verdict'), value: read('value'), soFar: read('soFar') };
}

const readAll = fields<VouchJson>({
  version: (value, place) => {
    if (value !== 1) throw new InputError(`${place}: expected 1, got ${JSON.stringify(value)}; update Vouch`);
    return 1;
  },
  prompt: fields({ system: orNull(asString), user: promptUser, spaced: flag, familiar: flag }),
  verdict: fields({
    verdict: text,
    value: text,
    soFar: text,
    yes: verdictTexts,
    no: verdictTexts,
    tokens: orNull(questionTokens),
  }),
  calculator: flag,
  stop: texts,
  sampling: fields({
    temperature: number(0, 10),
    topK: number(0, 1e6),
    topP: number(0, 1),
    minP: number(0, 1),
    repetitionPenalty: number(0.01, 10),
  }),
  maxNewTokens: number(1, 1e6),
  voteExponent: number(0, 100),
  calibration: fields({
    verdict: orNull(scoreCalibration),
    value: orNull(scoreCalibration),
    soFar: orNull(scoreCalibration),
    confidence: orNull(winnerCalibration),
  }),
  thresholds: fields({
    soFar: orNull(probability),
    confidence: orNull(probability),
    familiarity: orNull((value, place) => asNumber(value, place, -1e6, 0)),
  }),
  evaluation: orNull(asObject),
});

/** Checks a parsed `vouch.json`. */
export function parseVouchJson(json: JsonObject, place: string, defaults = defaultVouchJson): VouchJson {
  return readAll(json, place, defaults);
}
