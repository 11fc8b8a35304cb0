// So many at once, the others wait for their turn. Knows nothing of what they do.
import { onAbort } from '../../cluster/on-abort.ts'

/** Hands out turns. */
export interface Turns {
  /** Whether somebody would have to wait. */
  isFull(): boolean
  /** Runs when it is its turn; not at all once the signal is aborted, which gives undefined. */
  take<T>(run: () => Promise<T>, signal: AbortSignal): Promise<T | undefined>
}

/** Turns of which `most` are out at once. */
export function createTurns(most: number): Turns {
  let out = 0
  const waiting = new Set<(isMine: boolean) => void>()
  const wait = (signal: AbortSignal): Promise<boolean> =>
    new Promise((resolve) => {
      let forget = (): void => undefined
      const settle = (isMine: boolean): void => {
        forget()
        waiting.delete(settle)
        resolve(isMine)
      }
      waiting.add(settle)
      forget = onAbort(signal, () => settle(false))
    })
  const pass = (): void => {
    const [first] = waiting
    if (first === undefined) out -= 1
    else first(true)
  }
  return {
    isFull: () => out >= most,
    async take(run, signal) {
      if (signal.aborted) return undefined
      if (out < most) out += 1
      else if (!(await wait(signal))) return undefined
      try {
        return await run()
      } finally {
        pass()
      }
    },
  }
}
