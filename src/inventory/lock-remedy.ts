// What to do when another run has the lock: words, and the command that gives it up.
import { LEASE_MS } from './lease.ts'

/** The run that is held up, as a command line names it. */
export interface HeldUp {
  /** As --app names it; undefined: the lock is that of hooks. */
  readonly app: string | undefined
  readonly namespace: string
  /** The flags that say how the cluster is reached. */
  readonly connection: readonly string[]
  /** The flags that name its manifests, and how they are read. */
  readonly manifests: readonly string[]
}

/** `a killed run lets go after 15 seconds; to end one that hangs: kubectl hooksync unlock --app shop -n shop --reason TEXT` */
export function endOther({ app, namespace, connection, manifests }: HeldUp): string {
  const killed = `a killed run lets go after ${LEASE_MS / 1000} seconds`
  // A release of Helm may have a name that no app can have.
  if (app !== undefined && !/^(\w+\/)?[\w-]{1,50}$/.test(app)) return killed
  const which = app === undefined ? manifests : ['--app', app]
  const words = [...which, '-n', namespace, ...connection].map(shellWord)
  return `${killed}; to end one that hangs: kubectl hooksync unlock ${words.join(' ')} --reason TEXT`
}

/** As a POSIX shell reads it back. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
