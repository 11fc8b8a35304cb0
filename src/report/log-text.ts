// A line of a log for people: which pod and container it is of, in a colour of the pod's own. Writes nothing.
import type { EventOf } from './presenter.ts'
import type { Style } from './style.ts'

const COLOURS = ['cyan', 'magenta', 'blue', 'green', 'yellow'] as const

/** `migrate-x7k2p/main | text` */
export function logText(event: EventOf<'log-line'>, style: Style): string {
  const { pod, leftOut, line } = event
  const paint = style[COLOURS[hashOf(pod) % COLOURS.length] ?? 'cyan']
  return `${paint(`${logSource(event)} |`)} ${leftOut === undefined ? line : style.dim(line)}`
}

/** `migrate-x7k2p/main`; `init` and `sidecar` containers, and restarts, say so. */
export function logSource({ pod, container, role, restart }: EventOf<'log-line'>): string {
  const what = [role === undefined ? '' : ` (${role})`, restart === undefined ? '' : ` restart ${restart}`].join('')
  return `${pod}/${container}${what}`
}

/** The same for a pod in each run that shows it: pods of one Job differ in their last characters. */
function hashOf(pod: string): number {
  let hash = 0
  for (let index = 0; index < pod.length; index += 1) hash = (hash * 31 + pod.charCodeAt(index)) >>> 0
  return hash
}
