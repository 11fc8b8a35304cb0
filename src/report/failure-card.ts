// Why something failed, for people: cause, pods, containers, last log lines, events. Asks nobody.
import type { ContainerDiagnosis, Diagnosis, EventDiagnosis } from '../diagnose/diagnosis.ts'
import { saysAlso } from './says-also.ts'
import type { Style } from './style.ts'
import { count, joinLines } from './task-text.ts'

/** The lines of the card, to be indented under the line that names the task and that says so much already. */
export function failureCard(diagnosis: Diagnosis, style: Style, said = ''): readonly string[] {
  const [cause, ...more] = diagnosis.cause.split('\n')
  const isCut = diagnosis.cause.endsWith('…')
  const isSaid = isCut ? saysAlso(said, diagnosis.cause.slice(0, -1)) : endsWith(said, diagnosis.cause)
  return [
    ...(isSaid ? [] : [`${style.bold('cause:')} ${cause}`, ...more.map((line) => `       ${line}`)]),
    ...foldPods(diagnosis, style),
    ...foldEvents(diagnosis, said).map((event) => eventLine(event)),
    ...(diagnosis.hint === undefined ? [] : [`${style.bold('hint:')} ${diagnosis.hint.replaceAll('\n', ' ')}`]),
  ]
}

/** Whether a text is another, or says it at its end: as its last link, or behind what a hook failed by. */
function endsWith(text: string, end: string): boolean {
  return text.endsWith(end) && /(?:^|: | ← )$/.test(text.slice(0, text.length - end.length))
}

/** Pods of which the same is to be said, as one. */
function foldPods({ pods, cause }: Diagnosis, style: Style): readonly string[] {
  const folded = new Map<
    string,
    { readonly names: string[]; readonly more: string; readonly lines: readonly string[] }
  >()
  for (const pod of pods) {
    const why = [pod.reason, pod.message].filter((text) => text !== undefined && text !== '').join(': ')
    const more = `${pod.phase}${why === '' ? '' : `, ${joinLines(why)}`}`
    const lines = pod.containers.flatMap((container) => containerLines(container, cause, style))
    const id = JSON.stringify([more, lines])
    const known = folded.get(id)
    if (known === undefined) folded.set(id, { names: [pod.name], more, lines })
    else known.names.push(pod.name)
  }
  return [...folded.values()].flatMap(({ names, more, lines }) => [
    `${names.length === 1 ? 'pod' : 'pods'} ${names.join(', ')} ${more}`,
    ...lines,
  ])
}

function containerLines(container: ContainerDiagnosis, cause: string, style: Style): readonly string[] {
  const facts = [
    container.state,
    ...(container.exitCode === undefined ? [] : [`exit code ${container.exitCode}`]),
    ...(container.signal === undefined ? [] : [`signal ${container.signal}`]),
    ...(container.reason === undefined ? [] : [`reason ${container.reason}`]),
    ...(container.restarts === 0 ? [] : [count(container.restarts, 'restart')]),
  ]
  const said = container.message
  const message = said === undefined || saysAlso(cause, said) ? '' : `: ${joinLines(said)}`
  return [
    `  ${container.init ? 'init container' : 'container'} ${container.name} ${facts.join(', ')}${message}`,
    ...container.logLines.flatMap((text) => text.split('\n')).map((line) => style.dim(`    | ${line}`)),
    ...(container.logError === undefined ? [] : [`    no log: ${joinLines(container.logError)}`]),
  ]
}

interface FoldedEvent extends EventDiagnosis {
  /** Of all objects that it is about. */
  readonly names: ReadonlySet<string>
}

/** Events that differ only in generated names as the first of them, with all their times; what was said already is left out. */
function foldEvents({ events, cause, pods }: Diagnosis, said: string): readonly FoldedEvent[] {
  const told = withoutNames(`${said}\n${cause}`)
  const waits = pods.some(({ containers }) => containers.some(({ reason }) => reason?.endsWith('BackOff')))
  const folded = new Map<string, FoldedEvent>()
  for (const event of events) {
    const message = withoutNames(event.message)
    // Before what a controller says of it stands which of its requests that was.
    const own = cause.startsWith(`${event.reason}: `) ? withoutNames(cause.slice(event.reason.length + 2)) : undefined
    const isCause = own !== undefined && message.includes(own.replace(/…$/, ''))
    if (isCause || saysAlso(told, message) || (waits && event.reason === 'BackOff')) continue
    const id = JSON.stringify([event.kind, withoutNames(event.name), event.reason, message])
    const known = folded.get(id)
    const names = new Set([...(known?.names ?? []), event.name])
    folded.set(id, { ...(known ?? event), names, count: (known?.count ?? 0) + event.count })
  }
  return [...folded.values()]
}

/** What a controller says of each pod that it tries to create, once for all of them: five characters are made up for each name. */
function withoutNames(message: string): string {
  return message
    .replace(/^\(combined from similar events\): /, '')
    .replace(/-[bcdfghjklmnpqrstvwxz2456789]{5}(?![\w-])/g, '-*')
}

function eventLine(event: FoldedEvent): string {
  const times = event.count > event.names.size ? ` (${event.count} times)` : ''
  const others = event.names.size > 1 ? ` and ${event.names.size - 1} more` : ''
  return `event on ${event.kind} ${event.name}${others}: ${event.reason}: ${joinLines(event.message)}${times}`
}
