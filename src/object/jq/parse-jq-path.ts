// The text of a jq path expression → its steps. Reads only what names places; the rest of jq is refused. Pure.
import { readJson } from '../json.ts'
import type { Json } from '../kube-object.ts'
import { isJsonObject } from '../kube-object.ts'
import type { JqPath, JqStep, JqTerm } from './jq-path.ts'

/** What can be read, for who has written something else. */
export const JQ_SUBSET =
  'what is read of jq: .field, ."a-b", .["a-b"], .[0], .[], ?, |, commas, brackets, and select(…) with ==, !=, and, or, not, has, startswith, endswith, contains and test of one text'

/** The steps, or what keeps it from being read: `column 7: …`. */
export function parseJqPath(text: string): JqPath | { readonly fault: string } {
  const tokens = tokensOf(text)
  if ('fault' in tokens) return tokens
  const reader = createReader(tokens)
  try {
    const path = readPath(reader)
    reader.expect('')
    return path
  } catch (error) {
    if (error instanceof Unread) return { fault: error.message }
    throw error
  }
}

/** Something that is not read. */
class Unread extends Error {}

interface Token {
  readonly text: string
  readonly column: number
}

const TOKEN = /\s+|"(?:[^"\\]|\\.)*"|\.[A-Za-z_]\w*|[A-Za-z_]\w*|-?\d+(?:\.\d+)?|==|!=|\.\.|[.[\]()|,?]/y

function tokensOf(text: string): readonly Token[] | { readonly fault: string } {
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.length) {
    const column = TOKEN.lastIndex + 1
    const [token] = TOKEN.exec(text) ?? []
    if (token === undefined) return { fault: `column ${column}: ${quoteHint(text, column)}` }
    if (token.trim() !== '') tokens.push({ text: token, column })
  }
  return [...tokens, { text: '', column: text.length + 1 }]
}

function quoteHint(text: string, column: number): string {
  const sign = text.slice(column - 1, column)
  return sign === '-' || sign === '/'
    ? `a name with ${sign} in it stands in quotes: ."a${sign}b"`
    : `"${sign}" is not read`
}

type Reader = Readonly<ReturnType<typeof createReader>>

function createReader(tokens: readonly Token[]) {
  let at = 0
  /** The next token; empty at the end. */
  const next = (): Token => tokens[at] ?? { text: '', column: 0 }
  return {
    next,
    /** Takes the next token when it looks so. */
    match(pattern: RegExp): Token | undefined {
      const token = next()
      if (!pattern.test(token.text)) return undefined
      at += 1
      return token
    },
    take(text: string): boolean {
      const found = next().text === text && text !== ''
      if (found) at += 1
      return found
    },
    expect(text: string): void {
      if (next().text !== text) throw unread(next(), text === '' ? 'the end' : text)
      at += 1
    },
  }
}

function unread({ text, column }: Token, wanted: string): Unread {
  const found = text === '' ? 'it ends here' : `"${text}" is not read here`
  return new Unread(`column ${column}: ${found}, but ${wanted}`)
}

/** `a | b`, each of which may be `c, d`. */
function readPath(reader: Reader): JqPath {
  const steps: JqStep[] = []
  do {
    const paths: JqPath[] = []
    do paths.push(readSteps(reader))
    while (reader.take(','))
    const [first = []] = paths
    steps.push(...(paths.length === 1 ? first : [{ any: paths }]))
  } while (reader.take('|'))
  return steps
}

/** One path without a pipe: `.a."b"[0][]?`, `select(…)`, `(…)[0]`. */
function readSteps(reader: Reader): JqPath {
  const steps: JqStep[] = []
  if (reader.take('select')) {
    reader.expect('(')
    steps.push({ select: readTerm(reader) })
    reader.expect(')')
  } else if (reader.take('(')) {
    steps.push(...readPath(reader))
    reader.expect(')')
  } else if (!/^\.(?!\.)/.test(reader.next().text)) throw unread(reader.next(), 'a path, as .spec, or select(…)')
  else if (reader.next().text === '.') readDot(reader, steps)
  for (;;) {
    const field = reader.match(/^\.\w/)
    if (field !== undefined) steps.push({ field: field.text.slice(1) })
    else if (reader.next().text === '[') steps.push(readBracket(reader))
    else if (reader.next().text === '.' && steps.length > 0) readDot(reader, steps)
    else if (!reader.take('?')) return steps
  }
}

/** `.`, `."a-b"` or `.[…]`; the brackets are left. */
function readDot(reader: Reader, steps: JqStep[]): void {
  reader.expect('.')
  const name = reader.match(/^"/)
  if (name !== undefined) steps.push({ field: textOf(name) })
}

function readBracket(reader: Reader): JqStep {
  reader.expect('[')
  const name = reader.match(/^"/)
  const index = reader.match(/^-?\d+$/)
  reader.expect(']')
  if (name !== undefined) return { field: textOf(name) }
  return index === undefined ? { each: true } : { index: Number(index.text) }
}

function textOf(token: Token): string {
  const value = readJson(token.text)
  if (typeof value !== 'string') throw unread(token, 'a plain text in quotes')
  return value
}

/** A condition, in the order of jq: a pipe binds least, then or, and, a comparison. */
function readTerm(reader: Reader): JqTerm {
  const parts = listed(reader, '|', () => readAlternatives(reader))
  const [first] = parts
  return parts.length === 1 && first !== undefined ? first : { pipe: parts }
}

function readAlternatives(reader: Reader): JqTerm {
  const some = listed(reader, 'or', () => {
    const all = listed(reader, 'and', () => readComparison(reader))
    const [first] = all
    return all.length === 1 && first !== undefined ? first : { all }
  })
  const [first] = some
  return some.length === 1 && first !== undefined ? first : { some }
}

function listed(reader: Reader, word: string, read: () => JqTerm): readonly JqTerm[] {
  const found = [read()]
  while (reader.take(word)) found.push(read())
  return found
}

function readComparison(reader: Reader): JqTerm {
  const left = readOperand(reader)
  const sign = reader.match(/^[=!]=$/)
  return sign === undefined ? left : { equal: [left, readOperand(reader)], negated: sign.text === '!=' }
}

function readOperand(reader: Reader): JqTerm {
  const literal = reader.match(/^(?:"|-?\d|(?:true|false|null)$)/)
  if (literal !== undefined)
    return { literal: literal.text.startsWith('"') ? textOf(literal) : (readJson(literal.text) ?? null) }
  const word = reader.match(/^(?:not|has|startswith|endswith|contains|test)$/)
  if (word !== undefined) return { test: readTest(reader, word) }
  if (!reader.take('(')) return { path: readSteps(reader) }
  const term = readTerm(reader)
  reader.expect(')')
  return term
}

function readTest(reader: Reader, word: Token): (value: Json) => boolean {
  if (word.text === 'not') return (value) => value === null || value === false
  reader.expect('(')
  const argument = reader.match(/^"/)
  if (argument === undefined) throw unread(reader.next(), 'a text in quotes')
  reader.expect(')')
  const text = textOf(argument)
  if (word.text === 'has') return (value) => isJsonObject(value) && Object.hasOwn(value, text)
  const test = textTest(word.text, text, argument)
  return (value) => typeof value === 'string' && test(value)
}

function textTest(word: string, text: string, token: Token): (value: string) => boolean {
  if (word === 'startswith') return (value) => value.startsWith(text)
  if (word === 'endswith') return (value) => value.endsWith(text)
  if (word === 'contains') return (value) => value.includes(text)
  try {
    const pattern = new RegExp(text, 'u')
    return (value) => pattern.test(value)
  } catch {
    throw unread(token, 'a regular expression')
  }
}
