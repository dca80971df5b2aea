/**
 * Reads the families' ASCII formulas into a tree: numbers, names, + - * / **, brackets, calls, relations, lists.
 * Explicit brackets are kept, because a problem's text must keep them. The grammar is the families' own, small and
 * without implicit multiplication.
 */

export type Node =
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'symbol'; readonly name: string }
  | { readonly kind: 'group'; readonly of: Node }
  | { readonly kind: 'minus'; readonly of: Node }
  | { readonly kind: 'sum'; readonly terms: readonly { sign: '+' | '-'; of: Node }[] }
  | { readonly kind: 'product'; readonly items: readonly { operator: '*' | '/'; of: Node }[] }
  | { readonly kind: 'power'; readonly base: Node; readonly exponent: Node }
  | { readonly kind: 'call'; readonly name: string; readonly of: readonly Node[] }
  | {
      readonly kind: 'relation';
      readonly first: Node;
      readonly rest: readonly { operator: string; of: Node }[];
    }
  | { readonly kind: 'list'; readonly items: readonly Node[] };

const token = /\s*(\d+(?:\.\d+)?|[A-Za-z]+|\*\*|<=|>=|!=|[-+*/(),=<>])/y;
const relations = ['=', '<', '>', '<=', '>=', '!='];

class Reader {
  private at = 0;
  private readonly tokens: string[] = [];
  private readonly source: string;

  constructor(source: string) {
    this.source = source;
    const text = source.trimEnd();
    token.lastIndex = 0;
    while (token.lastIndex < text.length) {
      const match = token.exec(text);
      if (match === null) throw new RangeError(`parseFormula: cannot read "${source}"`);
      this.tokens.push(match[1]!);
    }
  }
  private peek(): string {
    return this.tokens[this.at] ?? '';
  }
  private take(): string {
    const next = this.tokens[this.at++];
    if (next === undefined) throw new RangeError(`parseFormula: "${this.source}" ends too early`);
    return next;
  }
  private skip(expected: string): boolean {
    if (this.peek() !== expected) return false;
    this.at++;
    return true;
  }

  list(): Node {
    const items = [this.relation()];
    while (this.skip(',')) items.push(this.relation());
    if (this.at < this.tokens.length && this.peek() !== ')')
      throw new RangeError(`parseFormula: cannot read "${this.peek()}" in "${this.source}"`);
    return items.length === 1 ? items[0]! : { kind: 'list', items };
  }
  private relation(): Node {
    const first = this.sum();
    const rest: { operator: string; of: Node }[] = [];
    while (relations.includes(this.peek())) rest.push({ operator: this.take(), of: this.sum() });
    return rest.length === 0 ? first : { kind: 'relation', first, rest };
  }
  private sum(): Node {
    const terms: { sign: '+' | '-'; of: Node }[] = [{ sign: '+', of: this.product() }];
    while (this.peek() === '+' || this.peek() === '-')
      terms.push({ sign: this.take() as '+' | '-', of: this.product() });
    return terms.length === 1 ? terms[0]!.of : { kind: 'sum', terms };
  }
  private product(): Node {
    if (this.skip('-')) return { kind: 'minus', of: this.product() };
    const items: { operator: '*' | '/'; of: Node }[] = [{ operator: '*', of: this.power() }];
    while (this.peek() === '*' || this.peek() === '/') {
      const operator = this.take() as '*' | '/';
      items.push({ operator, of: this.skip('-') ? { kind: 'minus', of: this.power() } : this.power() });
    }
    return items.length === 1 ? items[0]!.of : { kind: 'product', items };
  }
  private power(): Node {
    const base = this.atom();
    if (!this.skip('**')) return base;
    const exponent: Node = this.skip('-') ? { kind: 'minus', of: this.power() } : this.power();
    return { kind: 'power', base, exponent };
  }
  private atom(): Node {
    const next = this.take();
    if (next === '(') {
      const of = this.list();
      if (!this.skip(')')) throw new RangeError(`parseFormula: expected ) in "${this.source}"`);
      return { kind: 'group', of };
    }
    if (/^\d/.test(next)) return { kind: 'number', text: next };
    if (!/^[A-Za-z]/.test(next))
      throw new RangeError(`parseFormula: unexpected "${next}" in "${this.source}"`);
    if (this.peek() !== '(') return { kind: 'symbol', name: next };
    this.take();
    const inside = this.list();
    if (!this.skip(')')) throw new RangeError(`parseFormula: expected ) in "${this.source}"`);
    return { kind: 'call', name: next, of: inside.kind === 'list' ? inside.items : [inside] };
  }
}

/** The tree of a formula in the families' ASCII. Throws a RangeError for what it cannot read. */
export function parseFormula(formula: string): Node {
  return new Reader(formula).list();
}
