// How a failure reaches the user through Helm: recorded in the release, as an error's text, or by exit status. Pure text.
import { EXIT_CODES } from '../../errors.ts'
import type { ExitCode } from '../../errors.ts'
import { neutralizeCommands, sanitizeText } from '../../guard/escape.ts'
import type { HelmMajor } from '../command-line/helm-flags.ts'
import { oneLine } from '../../object/one-line.ts'

/** A failure that is to be told. */
export interface HelmFailure {
  /** Whose way of hearing of a failure the caller has. */
  readonly listener: HelmMajor
  /** The cause, without a prefix; several lines are welcome where nothing is recorded. */
  readonly message: string
  /** What Helm shall record beside it; undefined: it can record nothing, or nothing was written. */
  readonly record: { readonly output: string } | undefined
}

/** What the process answers. */
export interface FailureOutput {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: ExitCode
}

/** Helm 3 shows stderr and the exit status; Helm 4 shows neither, but it prints what it cannot read. */
export function renderFailure({ listener, message, record }: HelmFailure): FailureOutput {
  if (listener === 3) return { stdout: '', stderr: `${lines(message).join('\n')}\n`, exitCode: EXIT_CODES.failed }
  const stdout = record === undefined ? messageDocument(message) : recordedFailure(record.output, message)
  return { stdout, stderr: '', exitCode: EXIT_CODES.succeeded }
}

/** Whether a failure may be recorded: Helm skips hooks under --no-hooks and would call the release deployed. */
export function mayRecord(state: {
  readonly listener: HelmMajor
  readonly wroteSomething: boolean
  readonly noHooks: boolean
  /** Every type of the output is served; else Helm's own error would come first. */
  readonly typesKnown: boolean
  /** Another run may have begun: a revision of ours would stand in its way, and Helm would roll back what it writes. */
  readonly lockLost: boolean
}): boolean {
  return state.listener === 4 && state.wroteSomething && !state.noHooks && state.typesKnown && !state.lockLost
}

/**
 * All that Helm shall keep, and one hook whose name can be no object's: Helm records the revision, and then its client refuses
 * to look for that object, without a request (client-go:rest/request.go, Name). The name stands in the error and in the history.
 */
function recordedFailure(output: string, message: string): string {
  const before = output === '' || /[\r\n]$/.test(output) ? output : `${output}\n`
  return `${before}---
apiVersion: v1
kind: ConfigMap
metadata:
  name: ${JSON.stringify(failureTitle(message))}
  annotations:
    helm.sh/hook: pre-install,pre-upgrade
    helm.sh/hook-weight: "-2147483648"
    helm.sh/hook-delete-policy: before-hook-creation
    postrenderer.helm.sh/postrender-filename: hooksync/sync
`
}

/** Enough for a cause and the last line of a log; Helm adds up to a hundred characters of its own. */
const TITLE_LENGTH = 200
/** No object's name holds a "/": this is what makes the hook fail. */
const TITLE_END = ' (hooksync/sync)'

/** How much of a message a title holds. */
export const TITLE_ROOM = TITLE_LENGTH - TITLE_END.length

/** One line of at most 200 characters that can be no object's name. */
export function failureTitle(message: string): string {
  const line = oneLine(lines(message).join(' ')) || NO_MESSAGE
  // Helm quotes the name.
  const quiet = line.replaceAll('"', "'").replaceAll('\\', '/')
  return `${quiet.length <= TITLE_ROOM ? quiet : `${quiet.slice(0, TITLE_ROOM - 1).replace(/[\uD800-\uDBFF]$/, '')}…`}${TITLE_END}`
}

// Helm carried 60 kB in a trial; a longer one says nothing more.
const MESSAGE_LENGTH = 60_000

/** One literal block scalar: Helm takes it for a broken document and prints its text. */
export function messageDocument(message: string): string {
  const text = lines(message).join('\n').trim() || NO_MESSAGE
  const cut = text.slice(0, MESSAGE_LENGTH).replace(/[\uD800-\uDBFF]$/, '')
  const body = `hooksync: ${cut}`.split('\n').map((line) => (line === '' ? '' : `  ${line.trimEnd()}`))
  return `|\n${body.join('\n')}\n`
}

const NO_MESSAGE = 'the sync failed without a reason'

// What YAML cannot hold although every terminal can: such a character loses the whole message.
const NO_YAML = /[\ufffe\uffff]/g
const LINE_END = /\r\n?|\n|\u0085|\u2028|\u2029/

/** The lines of a message without what a terminal, a CI system or YAML would stumble over, and without blanks at their ends. */
function lines(message: string): readonly string[] {
  return message.split(LINE_END).map((line) => neutralizeCommands(sanitizeText(line).replace(NO_YAML, '').trimEnd()))
}
