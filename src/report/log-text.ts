// A line of a log for people: which pod and container it is of, in a colour of the pod's own. Writes nothing.
import type { EventOf } from './presenter.ts'
import type { Style } from './style.ts'

const COLOURS = ['cyan', 'magenta', 'blue', 'green', 'yellow'] as const

/** `migrate-x7k2p/main | text`. */
export function logText(event: EventOf<'log-line'>, style: Style): string {
  const { pod, leftOut, line } = event
  const paint = style[COLOURS[hashOf(pod) % COLOURS.length] ?? 'cyan']
  return `${paint(`${logSource(event)} |`)} ${leftOut === undefined ? line : style.dim(line)}`
}

/** Who says it: `migrate-x7k2p/main`, `migrate-x7k2p/schema (init)`, `migrate-x7k2p/main restart 1`. */
export function logSource({
  pod,
  container,
  role,
  restart,
}: Pick<EventOf<'log-line'>, 'pod' | 'container' | 'role' | 'restart'>): string {
  const what = role === undefined ? '' : ` (${role})`
  return `${pod}/${container}${what}${restart === undefined ? '' : ` restart ${restart}`}`
}

/** The same for a pod in each run that shows it: pods of one Job differ in their last characters. */
function hashOf(pod: string): number {
  let hash = 0
  for (let index = 0; index < pod.length; index += 1) hash = (hash * 31 + pod.charCodeAt(index)) >>> 0
  return hash
}
