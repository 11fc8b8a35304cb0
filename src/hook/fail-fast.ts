// Causes for which waiting mostly cannot help, how long each may last. Pure.
import { UsageError } from '../errors.ts'
import { durationText, parseDuration } from '../object/duration.ts'

/** Of one cause: how long it may last before what has it counts as failed. */
interface Row {
  /** What is counted: milliseconds in which it never went away, or how often a container was restarted. */
  readonly counts: 'milliseconds' | 'restarts'
  readonly limit: number
  /** What is seen, as the begin of a sentence. */
  readonly seen: string
  /** Why this limit and no other, as a sentence of the docs. */
  readonly why: string
}

const MINUTE = 60_000

/** The causes, most certain first, each with the limit that holds where nothing is said. */
export const FAIL_FAST = {
  'image-name': {
    counts: 'milliseconds',
    limit: 0,
    seen: 'the name of its image is not valid',
    why: 'Only another name helps (InvalidImageName).',
  },
  'image-pull': {
    counts: 'milliseconds',
    limit: 2 * MINUTE,
    seen: 'its image could not be pulled',
    why: 'The kubelet has tried four times by then, 10, 20 and 40 seconds apart: a registry that stumbles is over it, a name that does not exist is not.',
  },
  'container-config': {
    counts: 'milliseconds',
    limit: 2 * MINUTE,
    seen: 'its container could not be made',
    why: 'A Secret, a ConfigMap or a key is missing, or the container may not run so. Operators that write Secrets take seconds, seldom a minute.',
  },
  'crash-loop': {
    counts: 'restarts',
    limit: 5,
    seen: 'its container crashes again and again',
    why: 'Five restarts take about two and a half minutes: time for a database of the same wave to come up. A Job has its own backoffLimit, so it is not counted there.',
  },
  quota: {
    counts: 'milliseconds',
    limit: 5 * MINUTE,
    seen: 'a quota has kept its pods from being created',
    why: 'Pods of an older revision, or Jobs that end, may give back what they have.',
  },
  'pod-refused': {
    counts: 'milliseconds',
    limit: 2 * MINUTE,
    seen: 'the server has refused to create its pods',
    why: 'A ServiceAccount or PriorityClass is missing, or a policy, a LimitRange or a webhook says no. What comes beside it comes within seconds.',
  },
  unschedulable: {
    counts: 'milliseconds',
    limit: 15 * MINUTE,
    seen: 'no node could take its pod',
    why: 'An autoscaler may bring a node, and by default gives a new node 15 minutes before it gives it up. Without one, say less.',
  },
} as const satisfies Readonly<Record<string, Row>>

/** Why something may never come. */
export type FailFastCause = keyof typeof FAIL_FAST

/** All of them, in the order of the table. */
export const FAIL_FAST_CAUSES = Object.keys(FAIL_FAST).filter(isCause)

/** Limits that somebody has set, in what their cause counts; Infinity: it is waited for however long it lasts. */
export type FailFastLimits = Readonly<Partial<Record<FailFastCause, number>>>

/** Every limit of the table. */
const ALL_ON: FailFastLimits = Object.fromEntries(FAIL_FAST_CAUSES.map((cause) => [cause, FAIL_FAST[cause].limit]))

/** Nothing is given up. */
const ALL_OFF: FailFastLimits = Object.fromEntries(FAIL_FAST_CAUSES.map((cause) => [cause, Infinity]))

/** How the flag and the annotation are written. */
export const FAIL_FAST_FORM = `on, off, or limits like image-pull=5m,crash-loop=10,unschedulable=off; causes are ${FAIL_FAST_CAUSES.join(', ')}`

/** Reads `on`, `off` or `CAUSE=LIMIT,…`; a later word goes before an earlier one. A text says what is wrong. */
export function parseFailFast(text: string): FailFastLimits | string {
  const read = text.split(',').map((word) => readWord(word.trim()))
  const wrong = read.find((limits) => typeof limits === 'string')
  return wrong ?? Object.assign({}, ...read)
}

/** The same of what may be read already; throws a UsageError. `called` is what the text is the value of. */
export function readFailFast(given: string | FailFastLimits, called: string): FailFastLimits {
  if (typeof given !== 'string') return given
  const limits = parseFailFast(given)
  if (typeof limits !== 'string') return limits
  throw new UsageError(`${called} cannot be "${given}": ${limits}`, FAIL_FAST_FORM)
}

function readWord(word: string): FailFastLimits | string {
  if (word === 'on' || word === 'true') return ALL_ON
  if (word === 'off' || word === 'false') return ALL_OFF
  const [, cause = '', limit = ''] = /^([^=]*)=(.*)$/s.exec(word) ?? []
  if (!isCause(cause)) return cause === '' ? `"${word}" is not a limit` : `"${cause}" is not a cause`
  if (limit === 'off') return { [cause]: Infinity }
  const { counts } = FAIL_FAST[cause]
  const number = counts === 'restarts' ? readCount(limit) : parseDuration(limit)
  if (number !== undefined) return { [cause]: number }
  return `"${limit}" is not ${counts === 'restarts' ? 'a number of restarts above zero' : 'a duration'}`
}

function readCount(text: string): number | undefined {
  return /^[1-9]\d{0,5}$/.test(text) ? Number(text) : undefined
}

function isCause(text: string): text is FailFastCause {
  return Object.hasOwn(FAIL_FAST, text)
}

/** A limit as it is written: `2m`, `5`, `off`. */
export function limitText(cause: FailFastCause, limit: number): string {
  if (limit === Infinity) return 'off'
  return FAIL_FAST[cause].counts === 'restarts' ? String(limit) : durationText(limit)
}
