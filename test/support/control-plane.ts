// A real control plane for the tests of a suite: started before them, stopped after them, skipped where it cannot be built.
import { NoGoError, startControlPlane } from '../../scripts/control-plane/control-plane.ts'
import type { ControlPlane, ControlPlaneOptions } from '../../scripts/control-plane/control-plane.ts'
import { skip } from './skip.ts'

export type { ControlPlane } from '../../scripts/control-plane/control-plane.ts'

/** What a uvu suite offers for this. */
interface Suite {
  (title: string, run: () => Promise<void>): void
  before(hook: () => Promise<void>): void
  after(hook: () => Promise<void>): void
}

/** Adds a test to the suite that gets the suite's control plane. */
export type RealTest = (title: string, run: (controlPlane: ControlPlane) => Promise<void>) => void

/** Gives a suite a control plane that all its tests share; call it once a suite, before the tests. */
export function withControlPlane(test: Suite, options: ControlPlaneOptions = {}): RealTest {
  let running: ControlPlane | undefined
  let reason = ''
  test.before(async () => {
    try {
      running = await startControlPlane(options)
    } catch (error) {
      if (!(error instanceof NoGoError)) throw error
      reason = error.message
    }
  })
  test.after(async () => running?.stop())
  return (title, run) => {
    test(title, async () => {
      if (running === undefined) return skip(reason)
      return run(running)
    })
  }
}
