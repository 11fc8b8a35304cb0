// The speed targets, each with what must hold. Measures nothing.
import type { HelmFigures } from './helm-figures.ts'
import type { Figures } from './measure.ts'
import { median, seconds } from './numbers.ts'

/** A target and whether it was met. */
export interface Verdict {
  readonly what: string
  readonly measured: string
  readonly must: string
  readonly met: boolean
}

/** What is judged; what was not measured is undefined. */
export interface Measured {
  readonly workloads: Readonly<Record<string, Figures>>
  /** Milliseconds. */
  readonly startUp: number | undefined
  /** MB. */
  readonly memory: { readonly w1: number; readonly twoThousand: number } | undefined
  readonly helm: readonly HelmFigures[]
}

type State = 'fresh' | 'again' | 'changed'

/** Holds what was measured against the targets. */
export function judge({ workloads, startUp, memory, helm }: Measured): readonly Verdict[] {
  const { W1, W3, W4, W5 } = workloads
  return [
    ...(W1 === undefined ? [] : [toKubectl('W1', W1, 'fresh', 1), toKubectl('W1', W1, 'again', 0.6)]),
    ...(W1 === undefined ? [] : [toKubectl('W1', W1, 'changed', 1), ...frugality(W1, 7), ...asApp(W1)]),
    ...(W3 === undefined ? [] : [toFloor('W3', W3, 'fresh', 250), toFloor('W3', W3, 'again', 250)]),
    ...(W4 === undefined ? [] : [atMost('W4 fresh, s', median(W4.times.hooksync.fresh) / 1000, 0.6)]),
    ...(W5 === undefined ? [] : [toFloor('W5', W5, 'fresh', 400), toFloor('W5', W5, 'again', 400)]),
    ...(startUp === undefined ? [] : [atMost('start-up of --help over bare Node, ms', startUp, 100)]),
    ...(memory === undefined ? [] : [atMost('peak memory of W1, MB', memory.w1, 120)]),
    ...(memory === undefined ? [] : [atMost('peak memory of 2,000 objects, MB', memory.twoThousand, 250)]),
    ...helm.map(({ what, over, ours, ...others }) =>
      atMost(`helm template, ${what}, with us over ${over}, ms`, median(ours) - median(others[over]), 150),
    ),
  ]
}

function toKubectl(name: string, { times }: Figures, state: State, factor: number): Verdict {
  const ours = median(times.hooksync[state])
  const theirs = median(times.kubectl[state])
  const measured = `${(ours / theirs).toFixed(2)} ×`
  return { what: `${name} ${state}, beside kubectl`, measured, must: `≤ ${factor} ×`, met: ours <= theirs * factor }
}

function toFloor(name: string, { times }: Figures, state: State, extra: number): Verdict {
  const over = median(times.hooksync[state]) - median(times.floor[state])
  return {
    what: `${name} ${state}, over the floor, s`,
    measured: seconds(over),
    must: `≤ ${seconds(extra)}`,
    met: over <= extra,
  }
}

function frugality({ requests, writes }: Figures, most: number): readonly Verdict[] {
  return [
    atMost("W1 again, writes but the lock's", Math.max(...writes), 0),
    atMost('W1 again, requests (kinds + 6)', Math.max(...requests), most),
  ]
}

function asApp({ times, appWrites }: Figures): readonly Verdict[] {
  const [ours, plain] = [median(times.app.again), median(times.hooksync.again)]
  const measured = `${(ours / plain).toFixed(2)} ×`
  return [
    atMost("W1 again as an app, writes but the lock's", Math.max(...appWrites), 0),
    { what: 'W1 again as an app, beside one without', measured, must: '≤ 1.3 ×', met: ours <= plain * 1.3 },
  ]
}

function atMost(what: string, value: number, most: number): Verdict {
  const measured = Number.isInteger(value) ? String(value) : value.toFixed(most < 10 ? 2 : 0)
  return { what, measured, must: `≤ ${most}`, met: value <= most }
}
