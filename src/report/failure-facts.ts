// What a failure comes down to: its cause in few words, the exit code, the line of the log that tells most. Reads data, draws nothing.
import type { ContainerDiagnosis, Diagnosis } from '../diagnose/diagnosis.ts'
import { tellingLine } from '../diagnose/telling-line.ts'
import { saysAlso } from './says-also.ts'
import type { TaskFailure } from './tally.ts'
import { joinLines, quoted, spoken } from './task-text.ts'
import { withoutEnd } from './wrap-lines.ts'

/** The container that the cause is of: what any other did tells nothing of it. */
function causingContainer({ causedBy, pods }: Diagnosis): ContainerDiagnosis | undefined {
  const pod = pods.find(({ name }) => name === causedBy?.pod)
  return pod?.containers.find(({ name }) => name === causedBy?.container)
}

/** What the line of a failure says: what a hook or resource waited for when its own time was over is left out where a waiting line has told it. */
export function failureWords(
  { message, givenUp }: Pick<TaskFailure, 'message' | 'givenUp'>,
  told: string | undefined,
): string {
  const words = givenUp?.by === 'timeout' ? givenUp.words : undefined
  return words !== undefined && `${words}: ${told}` === message ? words : spoken(message)
}

/** The failure in one line, as the last line of a run has it: `exit code 3 "column price_cent does not exist"`. */
export function failureInShort({ message, outcome, givenUp, diagnosis, lastLine }: TaskFailure): string {
  // What somebody deleted, or what nobody could write, did not fail by what its pods say.
  if (diagnosis === undefined || outcome !== 'Failed') return joinLines(spoken(message))
  const container = causingContainer(diagnosis)
  const log = lastWords(container) ?? lastLine
  if (container?.exitCode === undefined || log === undefined) {
    const late = givenUp?.by === 'timeout' ? [givenUp.words] : []
    const cause = [...late, joinLines(diagnosis.cause)].join(': ')
    return container === undefined && log !== undefined ? `${cause}, ${quoted(log)}` : cause
  }
  // Of a container that waits for its next start the reason says only that it does; what ended the last one tells more.
  const why = diagnosis.code === 'OutOfMemory' ? 'OOMKilled' : container.reason
  const reason = isTelling(why) ? `${why}, ` : ''
  return `${reason}exit code ${container.exitCode} ${quoted(log)}`
}

/** What the summary says under a failure, a line each; what one line says already is not said by another. */
export function failureDetails(failure: TaskFailure): readonly string[] {
  const { message, givenUp, diagnosis, lastLine, hint: ownHint } = failure
  const told = message === TERMINATED ? '' : spoken(message)
  const said = diagnosis === undefined ? told : withoutEnd(told, diagnosis.cause)
  if (diagnosis === undefined) return [...labelled('cause', said), ...hintLine(ownHint)]
  const container = causingContainer(diagnosis)
  const { cause, hint = ownHint } = diagnosis
  const has = (text: string): boolean => saysAlso(cause, text)
  const facts = [
    ...(container?.exitCode === undefined || has(`code ${container.exitCode}`)
      ? []
      : [`exit code ${container.exitCode}`]),
    ...(isTelling(container?.reason) && !has(container.reason) ? [`reason ${container.reason}`] : []),
  ]
  const log = lastWords(container) ?? lastLine
  return [
    ...labelled('cause', cause),
    ...(facts.length === 0 ? [] : [facts.join(', ')]),
    ...(log === undefined || has(log) ? [] : [`log: ${log}`]),
    ...(has(said) || isExitOf(container, said)
      ? []
      : labelled('reason', givenUp?.words ?? REASON.exec(said)?.[1] ?? said)),
    ...hintLine(hint),
  ]
}

/** Whether it is no more than how the container ended, as Argo CD's health of a Pod says it (argoproj/argo-cd:gitops-engine/pkg/health/health_pod.go). */
function isExitOf(container: ContainerDiagnosis | undefined, said: string): boolean {
  return container !== undefined && said === `container "${container.name}" failed with exit code ${container.exitCode}`
}

/** Whose log tells of a failure: that of its cause, named as far as it has to be; undefined: there is none. */
export interface LogPlace {
  /** Left out: the object has no other that was looked at. */
  readonly pod?: string
  /** Left out: the pod has no other. */
  readonly container?: string
}

/** Where the log of a failure is to be read. */
export function logOfCause(diagnosis: Diagnosis | undefined): LogPlace | undefined {
  const { causedBy, pods = [] } = diagnosis ?? {}
  if (diagnosis === undefined || causedBy === undefined) {
    return pods.some(({ containers }) => containers.some(hasLog)) ? {} : undefined
  }
  if (!hasLog(causingContainer(diagnosis))) return undefined
  const beside = pods.find(({ name }) => name === causedBy.pod)?.containers.length ?? 0
  return {
    ...(pods.length > 1 ? { pod: causedBy.pod } : {}),
    ...(beside > 1 ? { container: causedBy.container } : {}),
  }
}

function hasLog(container: ContainerDiagnosis | undefined): boolean {
  return container !== undefined && container.logLines.length > 0
}

/** The controller's word for it, before its sentence. */
const REASON = /^([A-Z][a-z]+[A-Z]\w*): /

/** Whether the API server said of something that the user may not do it. */
export function lacksRight(message: string): boolean {
  return / is forbidden: User "/.test(message)
}

/** What a run had to end for that cannot go on with the cluster. */
export function lostWords(message: string): string {
  return lacksRight(message) ? 'a right is missing' : 'the cluster cannot be used'
}

/** What a task is said to have failed with that this run has ended: no cause of anything. */
export const TERMINATED = 'Terminated'

function labelled(label: string, text: string): readonly string[] {
  if (text.trim() === '') return []
  const [first = '', ...more] = text.trim().split('\n')
  return [`${label}: ${first}`, ...more.map((line) => `  ${line.trim()}`)]
}

function hintLine(hint: string | undefined): readonly string[] {
  return hint === undefined ? [] : [`hint: ${joinLines(hint)}`]
}

/** `Error` says no more than the exit code. */
function isTelling(reason: string | undefined): reason is string {
  return reason !== undefined && reason !== 'Error' && reason !== 'Completed'
}

/** Of a recording that does not say it, its log does. */
function lastWords(container: ContainerDiagnosis | undefined): string | undefined {
  const text = container?.lastWords ?? tellingLine(container?.logLines ?? [])
  return text === undefined ? undefined : joinLines(text)
}
