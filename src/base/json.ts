/**
 * Reading JSON of unknown shape without trusting it: narrow functions that return a typed value or throw an
 * `InputError` naming the place, what was expected and what was there. Knows no file and no schema.
 */
import { InputError } from './errors.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** A short description of a value for an error message; never the whole value. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Parses text as one JSON object; `place` (a file's path, say) opens the message when it is not one. */
export function parseJsonObject(text: string, place: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(`${place}: expected JSON, got something else (${reason})`);
  }
  if (!isObject(value)) throw new InputError(`${place}: expected a JSON object, got ${describeValue(value)}`);
  return value;
}

function wrong(place: string, expected: string, value: unknown): InputError {
  return new InputError(`${place}: expected ${expected}, got ${describeValue(value)}`);
}

export function asObject(value: unknown, place: string): JsonObject {
  if (!isObject(value)) throw wrong(place, 'an object', value);
  return value;
}

export function asString(value: unknown, place: string): string {
  if (typeof value !== 'string') throw wrong(place, 'a string', value);
  return value;
}

export function asBoolean(value: unknown, place: string): boolean {
  if (typeof value !== 'boolean') throw wrong(place, 'true or false', value);
  return value;
}

/** A finite number within [low, high]. */
export function asNumber(value: unknown, place: string, low = -Infinity, high = Infinity): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < low || value > high) {
    const range = low === -Infinity && high === Infinity ? 'a number' : `a number from ${low} to ${high}`;
    throw wrong(place, range, value);
  }
  return value;
}

export function asList<T>(
  value: unknown,
  place: string,
  item: (value: unknown, place: string) => T,
): readonly T[] {
  if (!Array.isArray(value)) throw wrong(place, 'a list', value);
  return value.map((entry: unknown, index) => item(entry, `${place}[${index}]`));
}
