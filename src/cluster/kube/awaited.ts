// What a connection that is being made waits for, in words: told when it takes long, and when there is no time left.
import { monotonicNow } from '../system-clock.ts'

/** Notes what is waited for. */
export type Awaited = Readonly<ReturnType<typeof createAwaited>>

/** How it is told. */
interface AwaitedHow {
  /** What it has said meanwhile. */
  readonly says?: () => string | undefined
  /** Somebody else tells when it takes long. */
  readonly quiet?: boolean
  /** After so long it is told, in milliseconds; left out: as of a server that does not answer. */
  readonly slowMs?: number
}

const SLOW_MS = 2_000
/** It is told again after so long, in milliseconds. */
const AGAIN_MS = 30_000

/** Nothing is waited for yet; `tell` hears of what takes long. */
export function createAwaited(tell: (message: string) => void) {
  const waits = new Map<symbol, () => string>()
  /** `what` has not … yet: `the proxy http://proxy:3128 has not answered`. Call what it gives when that is over. */
  const begin = (
    what: string,
    { says = () => undefined, quiet = false, slowMs = SLOW_MS }: AwaitedHow = {},
  ): (() => void) => {
    const id = Symbol(what)
    const since = monotonicNow()
    const text = (): string => {
      const said = says()
      const seconds = Math.round((monotonicNow() - since) / 1000)
      return `${what} for ${seconds} s${said === undefined ? '' : `; it says: ${said}`}`
    }
    let timer = setTimeout(function again() {
      if (!quiet) tell(text())
      timer = setTimeout(again, AGAIN_MS)
      timer.unref()
    }, slowMs)
    timer.unref()
    waits.set(id, text)
    return () => {
      clearTimeout(timer)
      waits.delete(id)
    }
  }
  return {
    begin,
    /** The same for as long as something takes. */
    during: async <T>(what: string, run: () => Promise<T>, how?: AwaitedHow): Promise<T> => {
      const done = begin(what, how)
      try {
        return await run()
      } finally {
        done()
      }
    },
    /** What has been waited for longest, and since when; undefined: nothing. */
    text: (): string | undefined => waits.values().next().value?.(),
  }
}
