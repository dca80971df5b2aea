/** The public face of grading: read, decide. Everything else in this folder is an inside. */
export { parse, type ParseOptions, type ParseResult } from './parse/parse.ts';
export type { Node, NodeKind, Range } from './parse/tree.ts';
