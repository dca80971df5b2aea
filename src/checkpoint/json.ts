/**
 * Reading untrusted JSON objects field by field: every reader names the file and the field when it finds something
 * else than it expected. It knows no particular file.
 */
import { readFileSync } from 'node:fs';
import { InputError, messageOf } from '../base/errors.ts';

/** A JSON object with the place it came from, for messages. */
export class Fields {
  readonly place: string;
  private readonly values: Readonly<Record<string, unknown>>;

  constructor(place: string, value: unknown) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new InputError(`${place}: expected a JSON object, got ${describe(value)}`);
    }
    this.place = place;
    this.values = value as Record<string, unknown>;
  }

  /** The object in a JSON file. Throws `InputError` if the file is missing or not JSON. */
  static fromFile(file: string): Fields {
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch (error) {
      throw new InputError(
        `${file}: expected a readable file (${messageOf(error)}); is the checkpoint complete?`,
      );
    }
    try {
      return new Fields(file, JSON.parse(text));
    } catch (error) {
      if (error instanceof InputError) throw error;
      throw new InputError(
        `${file}: expected JSON, got something else (${messageOf(error)}); fetch it again`,
      );
    }
  }

  get keys(): readonly string[] {
    return Object.keys(this.values);
  }

  /** The raw value; null counts as absent. */
  raw(name: string): unknown {
    return Object.hasOwn(this.values, name) ? (this.values[name] ?? undefined) : undefined;
  }

  has(name: string): boolean {
    return this.raw(name) !== undefined;
  }

  object(name: string): Fields | undefined {
    const value = this.raw(name);
    return value === undefined ? undefined : new Fields(`${this.place}: ${name}`, value);
  }

  number(name: string, fallback?: number): number {
    const value = this.raw(name) ?? fallback;
    if (typeof value !== 'number' || !Number.isFinite(value)) throw this.unexpected(name, 'a number', value);
    return value;
  }

  positive(name: string, fallback?: number): number {
    const value = this.number(name, fallback);
    if (value <= 0) throw this.unexpected(name, 'a positive number', value);
    return value;
  }

  count(name: string, fallback?: number): number {
    const value = this.positive(name, fallback);
    if (!Number.isSafeInteger(value)) throw this.unexpected(name, 'a positive integer', value);
    return value;
  }

  boolean(name: string, fallback?: boolean): boolean {
    const value = this.raw(name) ?? fallback;
    if (typeof value !== 'boolean') throw this.unexpected(name, 'true or false', value);
    return value;
  }

  string(name: string, fallback?: string): string {
    const value = this.raw(name) ?? fallback;
    if (typeof value !== 'string') throw this.unexpected(name, 'a string', value);
    return value;
  }

  strings(name: string): readonly string[] | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) {
      throw this.unexpected(name, 'a list of strings', value);
    }
    return value;
  }

  numbers(name: string): readonly number[] | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    if (!Array.isArray(value) || !value.every((item) => typeof item === 'number')) {
      throw this.unexpected(name, 'a list of numbers', value);
    }
    return value;
  }

  unexpected(name: string, expected: string, got: unknown): InputError {
    return new InputError(`${this.place}: ${name}: expected ${expected}, got ${describe(got)}`);
  }
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
