// What becomes of each line of one container: it is kept whole, and told where it matches, within the budget.
import { defined } from '../../object/defined.ts'
import { shortLine } from '../../object/one-line.ts'
import type { TaskRef } from '../../plan/task-ref.ts'
import { createLogBudget, leftOutText } from './log-budget.ts'
import type { TimedLine } from './log-position.ts'
import type { PodLogWorld } from './log-world.ts'
import type { PodView } from './pod-view.ts'

/** Takes the lines of one container. */
export interface LineTeller {
  /** Takes one; more is read when the promise resolves. */
  readonly take: (line: TimedLine, restart: number) => Promise<void> | undefined
  /** No more come for now: tells what was left out. */
  end(): void
}

/** Whose lines. */
export interface LineSource {
  readonly task: TaskRef
  readonly pod: Pick<PodView, 'namespace' | 'name' | 'uid' | 'containers'>
  readonly container: string
}

/** A teller of one container's lines. */
export function createLineTeller(
  { tell, clock, settings }: Pick<PodLogWorld, 'tell' | 'clock' | 'settings'>,
  { task: of, pod, container }: LineSource,
): LineTeller {
  const { which, filter, keep } = settings
  const { task, key, phase, wave, hook } = of
  const budget = createLogBudget()
  const role = pod.containers.find(({ name }) => name === container)?.role
  const tellLine = (line: string, restart: number, leftOut?: number): void =>
    tell({
      type: 'log-line',
      task,
      key,
      phase,
      wave,
      hook,
      pod: pod.name,
      container,
      ...defined({ role, restart: restart === 0 ? undefined : restart, leftOut }),
      line,
    })
  let last = 0
  return {
    take({ time, text }, restart) {
      const { namespace, name, uid } = pod
      const kept = keep?.({ namespace, pod: name, uid, container, restart, time, text })
      const line = shortLine(text)
      if (which === 'none' || filter?.(line) === false) return kept
      const leftOut = budget.take(clock.now())
      if (leftOut === undefined) {
        last = restart
        return kept
      }
      if (leftOut > 0) tellLine(leftOutText(leftOut), last, leftOut)
      last = restart
      tellLine(line, restart)
      return kept
    },
    end() {
      const leftOut = budget.rest()
      if (leftOut > 0) tellLine(leftOutText(leftOut), last, leftOut)
    },
  }
}
