// --timeout holds for a command as a whole: also while it reads, and while it connects.
import type { Io } from '../io.ts'
import { TimeUp } from './interruption.ts'
import { systemClock } from '../cluster/system-clock.ts'

/** Runs a part of a command with an Io whose signal is aborted when the time is up, too. */
export async function withinTime<T>(io: Io, milliseconds: number, run: (limited: Io) => Promise<T>): Promise<T> {
  const limit = new AbortController()
  const over = new AbortController()
  // Files, pipes and connections take real time, whatever clock the rest of the command goes by.
  void systemClock.sleep(milliseconds, over.signal).then(() => limit.abort(new TimeUp(milliseconds)))
  try {
    const { stdout, stderr, env, cwd, guard } = io
    const signal = AbortSignal.any([io.signal, limit.signal])
    // Standard input is opened when somebody asks for it, and not before.
    return await run({
      stdout,
      stderr,
      env,
      cwd,
      guard,
      signal,
      get stdin() {
        return io.stdin
      },
    })
  } finally {
    over.abort()
  }
}
