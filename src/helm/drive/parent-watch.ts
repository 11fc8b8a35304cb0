// Watches the Helm that started us: when it is gone, nobody will take what we give back, and nothing more may be written.
import { readFileSync } from 'node:fs'
import { codeOf } from '../../errors.ts'
import type { Clock } from '../../cluster/port.ts'

/** What tells one process from a later one with the same number; undefined when there is none. */
export type ReadIdentity = (pid: number) => string | undefined

const INTERVAL_MS = 250

/** Watches a process, beginning with what it is now. */
export function watchParent(
  pid: number,
  options: {
    readonly readIdentity: ReadIdentity
    readonly clock: Clock
    /** Under the wrapper: the signal that it got, for Helm passes none on. */
    readonly stopped: () => string | undefined
  },
) {
  const { clock } = options
  const first = options.readIdentity(pid)
  const gone = new AbortController()
  const ending = new AbortController()
  const check = (): void => {
    if (gone.signal.aborted) return
    const signal = options.stopped()
    if (signal !== undefined) gone.abort(signal)
    if (options.readIdentity(pid) === first) return
    gone.abort(`Helm (process ${pid}) is gone`)
  }
  const keepLooking = async (): Promise<void> => {
    while (!ending.signal.aborted && !gone.signal.aborted) {
      check()
      await clock.sleep(INTERVAL_MS, ending.signal)
    }
  }
  void keepLooking()
  if (first === undefined) gone.abort(`Helm (process ${pid}) is gone`)
  return {
    /** Aborted with a text as its reason when the process is gone, or with the name of a signal. */
    gone: gone.signal,
    /** Looks now, too. */
    check,
    close: (): void => ending.abort(),
  }
}

/** On Linux the start time of a process; elsewhere only whether there is one. A zombie is none. */
export function readIdentity(pid: number): string | undefined {
  if (process.platform !== 'linux') return isThere(pid) ? 'there' : undefined
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // `pid (name) state …`, where the name may hold brackets; the start time is the 22nd field.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? undefined : fields[19]
  } catch {
    return undefined
  }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}
