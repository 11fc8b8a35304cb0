// Which line of a log says why its container ended: the last that looks like an error, else the last that is no mere noise. Tables
// of patterns; it never makes up a text. A log is anybody's: no pattern has two parts side by side that can take the same text, so
// that each takes a time that grows with the line only. Pure.
import { oneLine } from '../object/one-line.ts'

/** So many of the last lines are looked at. */
export const LINES_LOOKED_AT = 40

/** Of a line so much is looked at, and so much of one is told. */
const LONGEST = { looked: 2000, told: 400 } as const

/** What a line says that tells of an error. */
const ERRORS: readonly RegExp[] = [
  /\b(?:errors?|err|fatal|critical|panic(?:ked)?|exception|fail(?:ed|ure|s)?|abort(?:ed|ing)?|segfault)\b/i,
  /[a-z](?:Error|Exception)\b|^[Cc]aused by:/,
  /\bE(?:CONN|HOST|NET|ADDR|ACCES|PERM|NOENT|TIMEDOUT|PIPE|NOTFOUND|AI_)[A-Z]*\b/,
  /\b(?:cannot|can't|could not|couldn't|unable to|not able to|must not|no such|not found|does not exist|doesn't exist)\b/i,
  /\b(?:denied|refused|rejected|forbidden|unauthorized|unreachable|invalid|mismatch|violates|timed? ?out|deadline exceeded)\b/i,
  /\b(?:killed|segmentation fault|core dumped|out of memory|unbound variable|unrecognized|unexpected)\b/i,
]

/** What only sounds like one: that there was none, and what is said below the level of an error. */
const NO_ERRORS: readonly RegExp[] = [
  /\b(?:0|no|without|zero) (?:\w+ )?(?:errors?|fail(?:ed|ures?)|exceptions?)\b/i,
  /\b(?:errors?|fail(?:ed|ures?)|err)["']?\s*[=:]\s*["']?(?:0|nil|null|none|false|<nil>)(?!\w)/i,
  /\blevel["']?\s*[=:]\s*["']?(?:trace|debug|info|notice)\b/i,
  // Behind marks and a time.
  /^[\W\dTZ]*\b(?:trace|debug|info|notice)\b/i,
]

/** What says nothing of why: what programs, shells and package managers say when all is over, and the tails of stacks. */
const NOISE: readonly RegExp[] = [
  // Nothing but marks: a closing brace, a rule, a caret.
  /^[\W_]*$/,
  /^(?:good ?)?bye\b|^(?:done|finished|completed|exiting|stopped|stopping|shutting down|shut down|terminated|cleaning up|cleanup)\b[^:]{0,40}$/i,
  // What says only that something ended badly.
  /^(?:[\w./-]+: |[./-]+(?![\w./:-])|[^\w./-])*(?:error:? )?(?:the )?(?:script|process|command|container|program|child|task)? ?(?:has )?(?:returned|completed|finished|terminated|failed|ended|exited|exit)? ?(?:with )?(?:(?:an? )?(?:non-?zero )?)?(?:exit|status|exit ?code|exit status|code|error code)[ :=]*-?\d+\W*$/i,
  /^(?:the )?(?:migrations?|scripts?|jobs?|commands?|builds?|tasks?|hooks?|process)(?: has| have)? failed\W*$/i,
  /^make(?:\[\d+\])?: \*\*\* /,
  // What npm, yarn and pnpm add.
  /^npm (?:notice|warn(?:ing)?|info|http|timing)\b/i,
  /^npm (?:err!|error) (?:code E?LIFECYCLE|errno|path|command|signal|workspace|location|syscall|lifecycle|a complete log|this is probably not|there is likely|exit status|\S+: `)/i,
  /^npm (?:err!|error)\s*(?:in workspace:.*|\/.*|Exit status \d+)?$/i,
  /ELIFECYCLE|^info Visit https:\/\/yarnpkg|^Node\.js v\d/,
  // A shell tells what it runs.
  /^\++ /,
  // Frames of stacks: JavaScript, Java and .NET; Python; Go; Ruby; Rust; and what is printed of an object.
  /^at \S|^\.\.\. \d+ (?:more|common frames)/,
  /^Traceback \(most recent call last\)|^File ".*", line \d+|^During handling of the above exception|^The above exception was/,
  /^goroutine \d+ \[|^(?:created by )?[\w./*()-]+\((?:0x[\da-f]+|[{}.,?\s]|0x)*\)(?: in goroutine \d+)?$|^\S+\.go:\d+(?: \+0x[\da-f]+)?$|^exit status \d+$/,
  /^from \S+:\d+:in |^\d+: (?:0x[\da-f]+ - )?\S+::|^note: run with `RUST_BACKTRACE/,
  /^\[?\w+\]?: (?:'[^']*'|"[^"]*"|-?\d+|undefined|null|true|false|\[.*\]|\{.*\}?),?$/,
]

const LEVELS = /^(?:error|err|fatal|critical|crit|panic|alert|emerg(?:ency)?|severe|dpanic)$/i

/** The line that tells most, as it stands there or as the text that a line of JSON holds; undefined: nothing is said. */
export function tellingLine(lines: readonly string[]): string | undefined {
  const all = lines.flatMap((line) => line.split(/\r\n|[\r\n]/)).map((line) => line.trim())
  const said = all.filter((line) => line !== '').slice(-LINES_LOOKED_AT)
  const seen = said.map(readLine)
  const found =
    seen.findLast(({ kind }) => kind === 'error') ?? seen.findLast(({ kind }) => kind === 'word') ?? seen.at(-1)
  return found === undefined ? undefined : cut(found.text)
}

interface ReadLine {
  readonly text: string
  readonly kind: 'error' | 'word' | 'noise'
}

function readLine(line: string): ReadLine {
  const structured = readJson(line)
  if (structured !== undefined) return structured
  // A colour is no word, and a blank is one.
  const words = oneLine(line.slice(0, LONGEST.looked).replaceAll(/\u001b\[[\d;]*m/g, ''))
  const matches = (pattern: RegExp): boolean => pattern.test(words)
  if (NOISE.some(matches)) return { text: line, kind: 'noise' }
  return { text: line, kind: ERRORS.some(matches) && !NO_ERRORS.some(matches) ? 'error' : 'word' }
}

/** Where the text of a line of JSON stands, in the order of who is asked. */
const TEXTS = ['msg', 'message', 'error', 'err'] as const

/** A line of JSON: its text, and by its level whether that is an error; what is beside it as an error's text is told with it. */
function readJson(line: string): ReadLine | undefined {
  if (!line.startsWith('{') || line.length > 64_000) return undefined
  let fields: Readonly<Record<string, unknown>>
  try {
    fields = { ...JSON.parse(line) }
  } catch {
    return undefined
  }
  const texts = TEXTS.flatMap((name) => textOf(fields[name])).filter((text) => text.trim() !== '')
  if (texts.length === 0) return undefined
  const level = fields['level'] ?? fields['severity'] ?? fields['lvl']
  // pino counts: 50 is an error, 60 is fatal.
  const isError = typeof level === 'number' ? level >= 50 : typeof level === 'string' && LEVELS.test(level)
  return { text: [...new Set(texts)].join(': '), kind: isError ? 'error' : 'word' }
}

/** A text, or that of an error that stands there as an object. */
function textOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [oneLine(value)]
  if (typeof value !== 'object' || value === null || !('message' in value)) return []
  return typeof value.message === 'string' ? [oneLine(value.message)] : []
}

function cut(text: string): string {
  if (text.length <= LONGEST.told) return text
  return `${text.slice(0, LONGEST.told - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}
