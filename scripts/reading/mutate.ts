// Damages a text in ways that people and programs do, and in some that only an adversary thinks of.
import { BLANKS, FLOWS, HEADERS, LINE_ENDS, MARKS, PIECES, PROPERTIES, SCALARS } from './pieces.ts'
import type { Random } from './random.ts'

type Mutation = (text: string, random: Random) => string

/** A damaged text: one to four of the ways, at random places. */
export function mutate(text: string, random: Random, bases: readonly [string, ...string[]]): string {
  let damaged = text
  for (let times = 1 + random.below(4); times > 0; times--) {
    damaged = random.below(12) === 0 ? splice(damaged, random, bases) : random.pick(MUTATIONS)(damaged, random)
  }
  return damaged
}

function splice(text: string, random: Random, bases: readonly [string, ...string[]]): string {
  const other = random.pick(bases).split('\n')
  const from = random.below(other.length)
  const lines = text.split('\n')
  lines.splice(random.below(lines.length), 0, ...other.slice(from, from + 1 + random.below(4)))
  return lines.join('\n')
}

function changeLine(change: (line: string, random: Random) => string): Mutation {
  return (text, random) => {
    const lines = text.split('\n')
    const index = random.below(lines.length)
    return lines.with(index, change(lines[index] ?? '', random)).join('\n')
  }
}

function insertAt(text: string, at: number, piece: string): string {
  return text.slice(0, at) + piece + text.slice(at)
}

/** What stands behind the first `: ` or `- ` of a line. */
function changeValue(change: (value: string, random: Random, indent: string) => string): Mutation {
  return changeLine((line, random) => {
    const start = /^(\s*(?:- )*(?:[^:]*:)? ?)/.exec(line)?.[0] ?? ''
    const indent = /^\s*/.exec(line)?.[0] ?? ''
    return start + change(line.slice(start.length), random, indent)
  })
}

const removeLine: Mutation = (text, random) => {
  const lines = text.split('\n')
  return lines.toSpliced(random.below(lines.length), 1).join('\n')
}

const swapLines: Mutation = (text, random) => {
  const lines = text.split('\n')
  const [a, b] = [random.below(lines.length), random.below(lines.length)]
  return lines
    .with(a, lines[b] ?? '')
    .with(b, lines[a] ?? '')
    .join('\n')
}

const repeatLine = changeLine((line) => `${line}\n${line}`)

const joinLines: Mutation = (text, random) => {
  const ends = [...text.matchAll(/\n\s*/g)]
  const end = ends[random.below(ends.length)]
  return end === undefined ? text : text.slice(0, end.index) + ' ' + text.slice(end.index + end[0].length)
}

const blankLine: Mutation = (text, random) => {
  const lines = text.split('\n')
  return lines.toSpliced(1 + random.below(lines.length), 0, random.pick(BLANKS)).join('\n')
}

const removeCharacters: Mutation = (text, random) => {
  const at = random.below(text.length)
  return text.slice(0, at) + text.slice(at + 1 + random.below(3))
}

const insertPiece: Mutation = (text, random) => insertAt(text, random.below(text.length + 1), random.pick(PIECES))

const insertBlank: Mutation = (text, random) => insertAt(text, random.below(text.length + 1), random.pick(BLANKS))

const changeBlank: Mutation = (text, random) => {
  const blanks = [...text.matchAll(/ +/g)]
  const blank = blanks[random.below(blanks.length)]
  if (blank === undefined) return text
  return text.slice(0, blank.index) + random.pick(BLANKS) + text.slice(blank.index + blank[0].length)
}

const changeLineEnd: Mutation = (text, random) => {
  const ends = [...text.matchAll(/\n/g)]
  const at = ends[random.below(ends.length)]?.index
  return at === undefined ? text : text.slice(0, at) + random.pick(LINE_ENDS) + text.slice(at + 1)
}

const insertLineEnd: Mutation = (text, random) => insertAt(text, random.below(text.length + 1), random.pick(LINE_ENDS))

const indentLine = changeLine((line, random) => {
  return random.pick(['', ' ', '  ', '   ', '    ', '      ', '\t', ' \t']) + line.trimStart()
})

const shiftLines: Mutation = (text, random) => {
  const lines = text.split('\n')
  const from = random.below(lines.length)
  const to = from + 1 + random.below(6)
  const by = random.below(5) - 2
  return lines
    .map((line, index) => {
      if (index < from || index >= to) return line
      return by < 0 ? line.slice(Math.min(-by, line.length - line.trimStart().length)) : ' '.repeat(by) + line
    })
    .join('\n')
}

const quoteValue = changeValue((value, random) => {
  const quote = random.pick(['"', "'"])
  return `${quote}${value}${quote}`
})

const foldQuoted = changeValue((value, random, indent) => {
  const quote = random.pick(['"', "'"])
  const gap = random.pick(['\n', '\n\n', ' \n', '\t\n', '\\\n', '\\\n\n', '\n \n', '\n\t\n'])
  const deeper = random.pick(['', indent, `${indent}  `, `${indent} `, '\t'])
  return `${quote}${value}${gap}${deeper}${random.pick(['second', '\\"x\\"', "''", '\\  y', '- z', '# w'])}${quote}`
})

const closeAtStart = changeValue((value, random) => `"${value}\n${random.pick(['', ' '])}"`)

const flowValue = changeValue((value, random) => {
  const flow = random.pick(FLOWS)
  return random.below(2) === 0 ? flow : `[${value}, ${flow}]`
})

const wrapFlow = changeValue((value, random, indent) => {
  const gap = random.pick(['\n', `\n${indent}`, `\n${indent}  `, '\n\t', '\n# c\n'])
  return random.pick([`[${value},${gap}b${gap}]`, `{a: ${value},${gap}b: c${gap}}`, `{${gap}"a":${gap}${value}${gap}}`])
})

const blockValue = changeValue((value, random, indent) => {
  const lines = Array.from({ length: 1 + random.below(4) }, () => {
    const depth = random.pick(['', ' ', '  ', '    ', '\t', '      '])
    return indent + depth + random.pick([value, '', ' ', '# c', '- d', 'e: f', '\ttab', 'g\u2028h', 'i\u0085j'])
  })
  return `${random.pick(HEADERS)}\n${lines.join('\n')}`
})

const scalarValue = changeValue((_, random) => random.pick(SCALARS))

const scalarKey = changeLine((line, random) => line.replace(/[^\s:-][^:]*(?=:)/, () => random.pick(SCALARS)))

const properties = changeValue((value, random) => random.pick(PROPERTIES) + value)

const documentMark: Mutation = (text, random) => {
  const lines = text.split('\n')
  return lines.toSpliced(random.below(lines.length + 1), 0, random.pick(MARKS)).join('\n')
}

const cutEnd: Mutation = (text, random) => text.slice(0, random.below(text.length + 1))

const MUTATIONS: readonly [Mutation, ...Mutation[]] = [
  removeLine,
  swapLines,
  repeatLine,
  joinLines,
  blankLine,
  removeCharacters,
  insertPiece,
  insertPiece,
  insertBlank,
  changeBlank,
  changeLineEnd,
  insertLineEnd,
  indentLine,
  shiftLines,
  quoteValue,
  foldQuoted,
  closeAtStart,
  flowValue,
  wrapFlow,
  blockValue,
  blockValue,
  scalarValue,
  scalarKey,
  properties,
  documentMark,
  cutEnd,
]
