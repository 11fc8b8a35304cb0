// Random documents for readers of YAML: every style of a text, at every place, with odd lines and characters. Data only.
import * as fc from 'fast-check'

const WORDS = [
  'one',
  'two',
  'a: b',
  '# c',
  'x #y',
  "it's",
  'say "hi"',
  '- z',
  '\\n',
  '\\',
  '---',
  '...',
  '%d',
  '&a',
  '*b',
  '!t',
  '|',
  '>',
  '@',
  '?',
  'é',
  '日本',
  '😀',
  '\u00a0',
  '{',
  '}',
  '[',
  ',',
  'true',
  '0777',
  '~',
  '=',
  '<<',
  'a\tb',
  '-',
  'on >',
  'k: |+',
  'word '.repeat(20),
]

const line = fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 4 }).map((words) => words.join(' '))

const spaces = (min: number, max: number): fc.Arbitrary<string> =>
  fc.integer({ min, max }).map((count) => ' '.repeat(count))

/** A text as it stands behind `key: ` or `- `, where `indent` is what its lines must exceed. */
type Style = (indent: number) => fc.Arbitrary<string>

function block(header: '|' | '>'): Style {
  return (indent) => {
    const content = fc.tuple(spaces(indent + 1, indent + 4), fc.boolean()).chain(([base, explicit]) => {
      const lines = fc.array(
        fc.oneof(
          { weight: 6, arbitrary: line.map((words) => `${base}${words}`) },
          { weight: 3, arbitrary: fc.constant('') },
          { weight: 1, arbitrary: spaces(0, base.length + 2) },
          { weight: 2, arbitrary: fc.tuple(spaces(1, 3), line).map(([more, words]) => `${base}${more}${words}`) },
          { weight: 1, arbitrary: line.map((words) => `${base}\t${words}`) },
          { weight: 1, arbitrary: line.map((words) => `${base}${words}  `) },
          { weight: 1, arbitrary: line.map((words) => `${base}${words}\t`) },
        ),
        { maxLength: 6 },
      )
      return lines.map((all) => {
        const first = all.findIndex((one) => one.trim() !== '')
        const starts = explicit || /^\s/.test(all[first]?.slice(base.length) ?? '')
        return `${starts ? base.length - indent : ''}|${all.map((one) => `${one}\n`).join('')}`
      })
    })
    return fc.tuple(content, fc.constantFrom('', '', '-', '+')).map(([text, chomping]) => {
      const bar = text.indexOf('|')
      return `${header}${text.slice(0, bar)}${chomping}\n${text.slice(bar + 1)}`
    })
  }
}

const ESCAPES = [
  '\\n',
  '\\t',
  '\\N',
  '\\_',
  '\\L',
  '\\P',
  '\\x41',
  '\\x7f',
  '\\u00e9',
  '\\ufeff',
  '\\U0001F600',
  '\\0',
  '\\e',
  '\\ ',
]

function quoted(quote: '"' | "'"): Style {
  const piece =
    quote === "'"
      ? line.map((words) => words.replaceAll("'", "''"))
      : fc.tuple(line, fc.option(fc.constantFrom(...ESCAPES))).map(([words, escape]) => {
          return `${words.replaceAll(/[\\"]/g, '\\$&')}${escape ?? ''}`
        })
  return (indent) => {
    const next = fc.tuple(fc.integer({ min: 1, max: 3 }), spaces(indent + 1, indent + 4), fc.option(piece))
    // Helm's printer sets the quote behind a last line break into the first column.
    const last = fc.tuple(fc.constantFrom('\n', '\n\n', '\n\n\n'), spaces(0, indent))
    const end = fc.option(last, { freq: 1 }).map((both) => both?.join('') ?? '')
    return fc.tuple(piece, fc.array(next, { maxLength: 3 }), end).map(([first, others, before]) => {
      const rest = others.map(([breaks, blanks, words]) => `${'\n'.repeat(breaks)}${blanks}${words ?? ''}`)
      return `${quote}${first}${rest.join('')}${before}${quote}\n`
    })
  }
}

const plain: Style = (indent) => {
  const first = fc.constantFrom(
    'one',
    'tw o',
    'x:y',
    'a#b',
    'é',
    'p😀',
    'on',
    '0777',
    '1_000',
    '12:30',
    '2001-01-01',
    '~',
    '1e3',
  )
  const next = fc.tuple(
    fc.integer({ min: 1, max: 3 }),
    spaces(indent + 1, indent + 4),
    fc.constantFrom('q one', 't wo', 'v', 'a "q"', 'r - s'),
  )
  return fc.tuple(first, fc.array(next, { maxLength: 3 })).map(([words, others]) => {
    return `${words}${others.map(([breaks, before, more]) => `${'\n'.repeat(breaks)}${before}${more}`).join('')}\n`
  })
}

/** The styles of a text. */
export const STYLES = {
  literal: block('|'),
  folded: block('>'),
  single: quoted("'"),
  double: quoted('"'),
  plain,
} as const

const anyText: Style = (indent) => fc.oneof(...Object.values(STYLES).map((style) => style(indent)))

const comment = (before: string): fc.Arbitrary<string> =>
  fc.oneof({ weight: 4, arbitrary: fc.constant('') }, { weight: 1, arbitrary: fc.constant(`${before}# note\n`) })

/** The fields below `data:` and `items:` of a document, with texts of this style, or of all. */
export function randomFields(style: Style = anyText): fc.Arbitrary<string> {
  const entry = fc.tuple(comment('  '), style(2)).map(
    ([note, text]) =>
      (key: number) =>
        `${note}  k${key}: ${text}`,
  )
  const item = fc.tuple(comment(''), style(0)).map(([note, text]) => `${note}- ${text}`)
  const deep = fc.tuple(comment('  '), style(2)).map(([note, text]) => `${note}- n: ${text}  m: 1\n`)
  const data = fc
    .array(entry, { minLength: 1, maxLength: 3 })
    .map((all) => `data:\n${all.map((one, key) => one(key)).join('')}`)
  const items = fc.array(fc.oneof(item, deep), { minLength: 1, maxLength: 3 }).map((all) => `list:\n${all.join('')}`)
  return fc
    .tuple(
      fc.oneof(
        data,
        items,
        fc.tuple(items, data).map((both) => both.join('')),
      ),
      comment(''),
    )
    .map((both) => both.join(''))
}
