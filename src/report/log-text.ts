// A line of a log for people: which pod and container it is of, in a colour of their own. Writes nothing.
import type { EventOf } from './presenter.ts'
import type { Style } from './style.ts'

/** `migrate-x7k2p/main | text`. */
export function logText(event: EventOf<'log-line'>, style: Style): string {
  const { pod, container, leftOut, line } = event
  const source = style.ofName(`${pod}/${container}`, `${logSource(event)} |`)
  return `${source} ${leftOut === undefined ? line : style.dim(line)}`
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
