// Why something failed, for people: cause, pods, containers, last log lines, events. Asks nobody.
import type { ContainerDiagnosis, Diagnosis, EventDiagnosis, PodDiagnosis } from '../diagnose/diagnosis.ts'
import type { Style } from './style.ts'
import { count, joinLines } from './task-text.ts'

/** The lines of the card, to be indented under the line that names the task and that says so much already. */
export function failureCard(diagnosis: Diagnosis, style: Style, said = ''): readonly string[] {
  const [cause, ...more] = diagnosis.cause.split('\n')
  return [
    ...(diagnosis.cause === said ? [] : [`${style.bold('cause:')} ${cause}`, ...more.map((line) => `       ${line}`)]),
    ...diagnosis.pods.flatMap((pod) => podLines(pod, style)),
    ...foldEvents(diagnosis.events, said).map((event) => eventLine(event)),
    ...(diagnosis.hint === undefined ? [] : [`${style.bold('hint:')} ${diagnosis.hint.replaceAll('\n', ' ')}`]),
  ]
}

function podLines(pod: PodDiagnosis, style: Style): readonly string[] {
  const why = [pod.reason, pod.message].filter((text) => text !== undefined && text !== '').join(': ')
  return [
    `pod ${pod.name} ${pod.phase}${why === '' ? '' : `, ${joinLines(why)}`}`,
    ...pod.containers.flatMap((container) => containerLines(container, style)),
  ]
}

function containerLines(container: ContainerDiagnosis, style: Style): readonly string[] {
  const facts = [
    container.state,
    ...(container.exitCode === undefined ? [] : [`exit code ${container.exitCode}`]),
    ...(container.signal === undefined ? [] : [`signal ${container.signal}`]),
    ...(container.reason === undefined ? [] : [`reason ${container.reason}`]),
    ...(container.restarts === 0 ? [] : [count(container.restarts, 'restart')]),
  ]
  const message = container.message === undefined ? '' : `: ${joinLines(container.message)}`
  return [
    `  ${container.init ? 'init container' : 'container'} ${container.name} ${facts.join(', ')}${message}`,
    ...container.logLines.flatMap((text) => text.split('\n')).map((line) => style.dim(`    | ${line}`)),
    ...(container.logError === undefined ? [] : [`    no log: ${joinLines(container.logError)}`]),
  ]
}

/** Events that differ only in generated names as the first of them, with all their times; what was said already is left out. */
function foldEvents(events: readonly EventDiagnosis[], said: string): readonly EventDiagnosis[] {
  const folded = new Map<string, EventDiagnosis>()
  for (const event of events) {
    const message = withoutNames(event.message)
    if (withoutNames(said).includes(message)) continue
    const id = JSON.stringify([event.kind, event.name, event.reason, message])
    const known = folded.get(id)
    folded.set(id, known === undefined ? event : { ...known, count: known.count + event.count })
  }
  return [...folded.values()]
}

/** What a controller says of each pod that it tries to create, once for all of them: five characters are made up for each name. */
function withoutNames(message: string): string {
  return message
    .replace(/^\(combined from similar events\): /, '')
    .replace(/-[bcdfghjklmnpqrstvwxz2456789]{5}(?![\w-])/g, '-*')
}

function eventLine(event: EventDiagnosis): string {
  const times = event.count > 1 ? ` (${event.count} times)` : ''
  return `event on ${event.kind} ${event.name}: ${event.reason}: ${joinLines(event.message)}${times}`
}
