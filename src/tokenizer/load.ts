/**
 * Reads a checkpoint folder's tokenizer: `tokenizer.json`, and where they are there `tokenizer_config.json`,
 * `special_tokens_map.json`, `chat_template.jinja`, `generation_config.json`, `config.json`. The spellings of
 * transformers 4 and 5 both work. A folder without a tokenizer is an error; one without a chat template is not.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../base/errors.ts';
import { isObject, parseJsonObject, type JsonObject } from '../base/json.ts';
import { ChatTokenizer } from './tokenizer.ts';

async function readOptional(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isObject(error) && (error['code'] === 'ENOENT' || error['code'] === 'ENOTDIR')) return null;
    throw error;
  }
}

async function readOptionalJson(path: string): Promise<JsonObject> {
  const text = await readOptional(path);
  return text === null ? {} : parseJsonObject(text, path);
}

/** Loads the tokenizer of a checkpoint folder. Throws `InputError` naming the file that is missing or wrong. */
export async function loadTokenizer(folder: string): Promise<ChatTokenizer> {
  const place = join(folder, 'tokenizer.json');
  const text = await readOptional(place);
  if (text === null) throw await missingTokenizer(folder);
  const tokenizer = parseJsonObject(text, place);
  const config = await readOptionalJson(join(folder, 'tokenizer_config.json'));
  const map = await readOptionalJson(join(folder, 'special_tokens_map.json'));
  const specialTokens = { ...namedTokens(map), ...namedTokens(config) };
  return new ChatTokenizer({
    tokenizer,
    place,
    chatTemplate: (await readOptional(join(folder, 'chat_template.jinja'))) ?? templateOf(config),
    specialTokens,
    eosIds: [
      ...eosIds(await readOptionalJson(join(folder, 'generation_config.json'))),
      ...eosIds(await readOptionalJson(join(folder, 'config.json'))),
    ],
    addsBos: addsBos(tokenizer, config, specialTokens['bos_token']),
  });
}

async function missingTokenizer(folder: string): Promise<InputError> {
  if ((await readOptional(join(folder, 'config.json'))) === null)
    return new InputError(
      `${folder}: expected a model folder with config.json and tokenizer.json, got neither; give the folder of a ` +
        'Hugging Face checkpoint',
    );
  const hint =
    (await readOptional(join(folder, 'tokenizer.model'))) === null
      ? 'copy tokenizer.json from the model this one was made from'
      : "this folder has tokenizer.model only; Python's AutoTokenizer.from_pretrained(…).save_pretrained(…) writes tokenizer.json";
  return new InputError(`${folder}: expected tokenizer.json, got none; ${hint}`);
}

/** `*_token` entries, as text or as an object with `content`. */
function namedTokens(json: JsonObject): Record<string, string> {
  const named: Record<string, string> = {};
  for (const [name, value] of Object.entries(json)) {
    if (!name.endsWith('_token')) continue;
    const content = isObject(value) ? value['content'] : value;
    if (typeof content === 'string') named[name] = content;
  }
  return named;
}

/** `chat_template` of `tokenizer_config.json`: a text, or a list of named ones, of which `default` is taken. */
function templateOf(config: JsonObject): string | null {
  const template = config['chat_template'];
  if (typeof template === 'string') return template;
  if (!Array.isArray(template)) return null;
  const named = template.filter(isObject);
  const chosen = named.find((entry) => entry['name'] === 'default') ?? named[0];
  return typeof chosen?.['template'] === 'string' ? chosen['template'] : null;
}

function eosIds(json: JsonObject): number[] {
  const value = json['eos_token_id'];
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((id): id is number => typeof id === 'number');
}

function addsBos(tokenizer: JsonObject, config: JsonObject, bos: string | undefined): boolean {
  if (bos === undefined) return false;
  if (config['add_bos_token'] === true) return true;
  const processor = tokenizer['post_processor'];
  return firstSpecialToken(processor) === bos;
}

/** The special token with which a post-processor opens a single text, if it does. */
function firstSpecialToken(processor: unknown): string | null {
  if (!isObject(processor)) return null;
  if (Array.isArray(processor['processors']))
    return processor['processors'].map(firstSpecialToken).find((token) => token !== null) ?? null;
  const single = processor['single'];
  const first: unknown = Array.isArray(single) ? single[0] : undefined;
  const special = isObject(first) ? first['SpecialToken'] : undefined;
  return isObject(special) && typeof special['id'] === 'string' ? special['id'] : null;
}
