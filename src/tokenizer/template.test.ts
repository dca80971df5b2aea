import { describe, expect, it } from 'vitest';
import { renderChat, type ChatMessage } from './template.ts';
import { tagContent, untag } from './tagged-text.ts';

const ask: readonly ChatMessage[] = [{ role: 'user', content: 'hi' }];
const options = { addGenerationPrompt: true };
const render = (source: string | null, messages = ask, timeLimitMs = 1000): string =>
  renderChat({ source, specialTokens: { bos_token: '<s>' }, timeLimitMs }, messages, options)
    .map((stretch) => stretch.text)
    .join('');

describe('chat template', () => {
  it('remembers where every character came from', () => {
    const stretches = renderChat(
      { source: 'Q: {{ messages[0].content }}!', specialTokens: {} },
      [{ role: 'user', content: ' a\u{fffff}🙂 ' }],
      options,
    );
    expect(stretches).toEqual([
      { text: 'Q:  ', origin: 'template' },
      { text: 'a\u{fffff}🙂', origin: 'content' },
      { text: ' !', origin: 'template' },
    ]);
  });

  it('untags what it tagged, whatever the text holds', () => {
    for (const text of ['', ' ', 'x', '\ud83d', '\u{f0041}\u{10ffff}', 'a b\n', '\ufffe\uffff\u0000'])
      expect(
        untag(tagContent(text))
          .map((stretch) => stretch.text)
          .join(''),
      ).toBe(text);
  });

  it('is not steered by what a message says', () => {
    const source =
      "{% if 'secret' in messages[0].content %}LEAK{% else %}{{ messages[0].content }}{% endif %}";
    expect(render(source, [{ role: 'user', content: 'the secret' }])).toBe('the secret');
    expect(render('{{ messages[0].content }}', [{ role: 'user', content: '{{ 7*7 }}{% raw %}' }])).toBe(
      '{{ 7*7 }}{% raw %}',
    );
  });

  it('sets turns one below the other where there is no template', () => {
    expect(render(null, [...ask, { role: 'assistant', content: 'yes' }])).toBe('hi\n\nyes\n\n');
  });

  it('prints one date for ever', () => {
    expect(render("{{ strftime_now('%d %b %Y, %A %B %H:%M %%') }}")).toBe('26 Jul 2024, Friday July 00:00 %');
  });

  const wrong: readonly (readonly [string, string, RegExp])[] = [
    [
      'a loop without end',
      '{% for i in range(90000) %}{% for j in range(90000) %}{% endfor %}{% endfor %}',
      /expected to be rendered within 50 ms, got no end/,
    ],
    ['a range that would fill memory', '{{ range(10**9) | length }}', /chat template: expected/],
    [
      'a range that would fill memory, spelt out',
      '{{ range(1000000000) | length }}',
      /at most 100000 numbers/,
    ],
    [
      // Out of stack or out of time, whichever comes first on this machine.
      'a recursion',
      '{% macro f(x) %}{{ f(x) }}{% endmacro %}{{ f(1) }}',
      /chat template: expected (a template that renders|to be rendered within 50 ms)/,
    ],
    ['broken syntax', '{% for %}', /chat template: expected a template that renders, got an error/],
    ['a refusal', "{{ raise_exception('roles must alternate') }}", /its refusal: roles must alternate/],
  ];
  it.each(wrong)('says what is wrong with %s', (_, source, message) => {
    expect(() => render(source, ask, 50)).toThrow(message);
  });
});
