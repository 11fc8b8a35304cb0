// Tries every single fault in turn, each in a rehearsal of its own, and tells what came of it. Writes nothing.
import { createVirtualClock } from '../../simulator/virtual-clock.ts'
import type { Manifest } from '../../manifest/manifest.ts'
import type { TimedEvent } from '../../sync/events.ts'
import { SYNC_DEFAULTS } from '../../sync/sync-options.ts'
import type { Fault } from '../fault.ts'
import { playRehearsal } from '../rehearse.ts'
import type { RehearsalOptions } from '../rehearse.ts'
import type { Waypoint } from '../waypoint.ts'
import { USUAL_WORLD } from '../world.ts'
import { singleFaults } from './single-faults.ts'
import type { Trial } from './single-faults.ts'
import { createListener } from './story.ts'
import type { Story } from './story.ts'
import { judge } from './verdict.ts'
import type { Verdict } from './verdict.ts'

/** How an exploration is made: each rehearsal as of one, and alike but for its fault. */
export interface ExplorationOptions extends Omit<
  RehearsalOptions,
  'faults' | 'clock' | 'signal' | 'before' | 'during' | 'checkpoints'
> {
  /** When each rehearsal starts, in milliseconds since 1970. */
  readonly startedAt: number
  /** Ends the exploration after the rehearsal that is under way. */
  readonly signal: AbortSignal
}

/** How a fault changed the run: `none` did not strike, and `same` ends as it does without any fault. */
export type Effect = 'struck' | 'none' | 'same'

/** One fault that was tried. */
export interface Explored extends Trial {
  readonly effect: Effect
  readonly verdict: Verdict
}

/** What an exploration tells, in this order: once how it goes without a fault, then each fault. */
export type ExplorationStep =
  | { readonly step: 'faultless'; readonly verdict: Verdict; readonly trials: readonly Trial[] }
  | ({ readonly step: 'explored' } & Explored)

/** Until pods that the run left have shown what they are. */
export const AFTERMATH_MS = 600_000

/** Explores. What the faultless run tells goes through `emit`. */
export async function* explore(
  manifests: readonly Manifest[],
  options: ExplorationOptions,
  emit: (event: TimedEvent) => void = () => undefined,
): AsyncGenerator<ExplorationStep, void, void> {
  const { startedAt, signal, world = USUAL_WORLD, ...rest } = options
  const settings: RehearsalOptions = { ...rest, world, aftermathMs: AFTERMATH_MS }
  const rehearsals = { manifests, settings, startedAt }
  const base = await faultlessRun(rehearsals, emit)
  const sync = { ...SYNC_DEFAULTS, ...options.sync }
  const usual = judge(base.story, sync)
  const trials = singleFaults(base.story, manifests, {
    sync,
    world,
    start: options.start ?? [],
  })
  yield { step: 'faultless', verdict: usual, trials }
  for (const trial of trials) {
    if (signal.aborted) return
    const { fault } = trial
    const story = await storyWith(trial, base, rehearsals)
    const verdict = judge(story, sync, fault)
    yield { step: 'explored', ...trial, verdict, effect: effectOf(story, { fault, verdict, usual }) }
  }
}

/** A faultless run, and where others can leave it. */
interface FaultlessRun {
  readonly story: Story
  readonly waypoints: readonly { readonly at: Waypoint; readonly told: number }[]
}

/** What all rehearsals of an exploration have in common. */
interface Rehearsals {
  readonly manifests: readonly Manifest[]
  readonly settings: RehearsalOptions
  readonly startedAt: number
}

async function faultlessRun(
  { manifests, settings, startedAt }: Rehearsals,
  emit: (event: TimedEvent) => void,
): Promise<FaultlessRun> {
  const listener = createListener()
  const waypoints: { readonly at: Waypoint; readonly told: number }[] = []
  const checkpoints = { beforeWave: (at: Waypoint) => waypoints.push({ at, told: listener.events.length }) }
  const rehearsal = await playRehearsal(
    manifests,
    { ...settings, clock: createVirtualClock(startedAt), checkpoints },
    (event) => {
      listener.hear(event)
      emit(event)
    },
  )
  return { story: listener.story(rehearsal), waypoints }
}

/** The story with a fault. Until the wave that it strikes first, it is that of the faultless run. */
async function storyWith(
  { fault, wave }: Trial,
  base: FaultlessRun,
  { manifests, settings, startedAt }: Rehearsals,
): Promise<Story> {
  const waypoint = base.waypoints.find(({ at }) => at.phase === wave?.phase && at.wave === wave.wave)
  if (waypoint === undefined) {
    const listener = createListener()
    const clock = createVirtualClock(startedAt)
    return listener.story(await playRehearsal(manifests, { ...settings, clock, faults: [fault] }, listener.hear))
  }
  const listener = createListener({ planned: base.story.planned, events: base.story.events.slice(0, waypoint.told) })
  const rehearsal = await playRehearsal(
    manifests,
    { ...settings, faults: [fault], checkpoints: { from: waypoint.at } },
    listener.hear,
  )
  return listener.story(rehearsal)
}

function effectOf(
  { rehearsal }: Story,
  { fault, verdict, usual }: { readonly fault: Fault; readonly verdict: Verdict; readonly usual: Verdict },
): Effect {
  if (rehearsal.unused.includes(fault) && !rehearsal.late.includes(fault)) return 'none'
  return usual.phase !== 'Succeeded' && sameEnd(verdict) === sameEnd(usual) ? 'same' : 'struck'
}

function sameEnd({ exitCode, message, written, left, dangers }: Verdict): string {
  return JSON.stringify([exitCode, message, written, left.sync, dangers])
}
