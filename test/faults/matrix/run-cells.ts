// Performs the cells of the matrix on one control plane, each in a namespace and behind a relay of its own.
import type { ControlPlane } from '../../support/control-plane.ts'
import { runProgram } from '../../support/program.ts'
import type { ProgramRun } from '../../support/program.ts'
import { startRelay } from '../../support/relay/relay.ts'
import type { Relay } from '../../support/relay/relay.ts'
import { present } from '../../report/present-plain.ts'
import { runPool } from '../../../scripts/runner/pool.ts'
import { openEyes } from './eyes.ts'
import type { Eyes } from './eyes.ts'
import { judge, NEVER_HAPPENED } from './judge.ts'
import type { Cell, RunKind } from './rows.ts'
import { readState, settle } from './state.ts'
import type { State } from './state.ts'
import { APP, appWorkload, workload } from './workload.ts'

/** What became of a cell. */
export interface Outcome {
  readonly cell: Cell
  readonly exitCode: number | undefined
  readonly milliseconds: number
  /** Empty: it is good. */
  readonly faults: readonly string[]
  /** What the run told, in plain words. */
  readonly text: string
}

/** The state after undisturbed runs. */
interface References {
  readonly states: Readonly<Record<RunKind | 'app', State>>
  /** How many times longer a run takes here and now than on a machine that is idle. */
  readonly slowness: number
}

/** What an undisturbed run takes on an idle machine, in milliseconds. */
const USUAL_MS = 3000

const TIMEOUT_S = 15

let namespaces = 0

/** Performs cells, so many at once, and tells of each when it is done. */
export async function runCells(
  plane: ControlPlane,
  cells: readonly Cell[],
  options: { readonly jobs: number; readonly tell?: (outcome: Outcome) => void },
): Promise<readonly Outcome[]> {
  const eyes = await openEyes(plane)
  try {
    const references = await undisturbed(plane, eyes)
    return await runPool(cells, options.jobs, async (cell) => {
      const stage = { plane, eyes, references }
      const first = await runCell(stage, cell)
      // On a busy machine the time may be up before the moment has come.
      const outcome = first.faults.includes(NEVER_HAPPENED) ? await runCell(stage, cell) : first
      options.tell?.(outcome)
      return outcome
    })
  } finally {
    eyes.close()
  }
}

async function undisturbed(plane: ControlPlane, eyes: Eyes): Promise<References> {
  const [namespace, ofApp] = [await makeNamespace(eyes), await makeNamespace(eyes)]
  let slowness = 1
  const state = async (place: string, kind: RunKind | 'app'): Promise<State> => {
    const run = await perform(plane.env, place, { kind, timeout: 120 })
    if (run.exitCode !== 0)
      throw new Error(`an undisturbed run ended with ${run.exitCode}:\n${run.stdout}${run.stderr}`)
    slowness = Math.max(1, run.milliseconds / USUAL_MS)
    return whenGone(eyes, place)
  }
  const syncs = { fresh: await state(namespace, 'fresh'), 're-run': await state(namespace, 're-run') }
  const apps = { app: await state(ofApp, 'app'), prune: await state(ofApp, 'prune') }
  return { states: { ...syncs, ...apps, delete: await state(ofApp, 'delete') }, slowness }
}

/** The state when TTL and policies have taken away what they take. */
async function whenGone(eyes: Eyes, namespace: string): Promise<State> {
  for (;;) {
    const state = await readState(eyes, namespace)
    if (!state.has('jobs fleeting') && !state.has('jobs notify')) return state
    await eyes.changed(namespace, 250)
  }
}

interface Stage {
  readonly plane: ControlPlane
  readonly eyes: Eyes
  readonly references: References
}

async function runCell(stage: Stage, cell: Cell): Promise<Outcome> {
  const { plane, eyes, references } = stage
  const namespace = await makeNamespace(eyes)
  const relay = await startRelay(plane)
  try {
    const before = BEFORE[cell.run]
    if (before !== undefined) {
      const first = await perform(relay.env, namespace, { kind: before, timeout: 120 })
      if (first.exitCode !== 0) throw new Error(`${cell.name}: the run before ended with ${first.exitCode}`)
      await settle(eyes, namespace, references.states[before])
    }
    const seen = await disturbed(stage, cell, { namespace, relay })
    const reference = references.states[cell.run]
    const left = seen.run.exitCode === 0 ? await settle(eyes, namespace, reference) : []
    // A run that could not give its lock back has it for as long as a Lease holds.
    const plain = await perform(plane.env, namespace, { kind: cell.run, timeout: 120, waitLock: 20 })
    const after = {
      exitCode: plain.exitCode,
      left: plain.exitCode === 0 ? await settle(eyes, namespace, reference) : [],
      text: present(plain.events).slice(-600),
    }
    const { exitCode, events, stderr } = seen.run
    // A busy machine takes its time to start a process; its clock is that of the machine.
    const milliseconds = events[0] === undefined ? seen.run.milliseconds : seen.endedAt - events[0].at
    const faults = judge({ cell, exitCode, milliseconds, events, stderr, ...seen, left, after })
    return { cell, exitCode, milliseconds, faults, text: present(events) + stderr }
  } finally {
    await relay.close()
  }
}

/** The run that the cell is about, and what the witnesses say of it. */
async function disturbed(
  { plane, eyes, references }: Stage,
  { trouble, moment, run: kind }: Cell,
  { namespace, relay }: { readonly namespace: string; readonly relay: Relay },
): Promise<
  Pick<Parameters<typeof judge>[0], 'created' | 'jobs' | 'struck' | 'timeoutMs'> & {
    readonly run: ProgramRun
    readonly endedAt: number
  }
> {
  const before = new Set(eyes.jobs(namespace).map(({ uid }) => uid))
  const mark = await plane.markAudit()
  const timeout = Math.round((trouble.timeout ?? TIMEOUT_S) * references.slowness)
  const asked = relay.seen.length
  relay.disturb({
    to: moment.to,
    fault: trouble.fault,
    ...(trouble.times === undefined ? {} : { times: trouble.times }),
  })
  const run = await perform(relay.env, namespace, { kind, timeout })
  const endedAt = Date.now()
  const jobs = eyes
    .jobs(namespace)
    .filter(({ uid }) => !before.has(uid))
    .map((job) => ({ ...job }))
  const struck = relay.seen.slice(asked).some(({ fault }) => fault !== undefined)
  const created = (await plane.auditSince(mark)).flatMap(({ object, code, userAgent, requestURI }) => {
    const isOurs = object?.namespace === namespace && userAgent.startsWith('kubectl-hooksync/')
    const isCreate = code === 201 && !requestURI.includes('dryRun=') && object?.resource === 'jobs'
    return isOurs && isCreate ? [object.name] : []
  })
  return { run, endedAt, jobs, struck, created, timeoutMs: timeout * 1000 }
}

/** What a namespace has to have before. */
const BEFORE: Readonly<Partial<Record<RunKind, RunKind | 'app'>>> = { 're-run': 'fresh', prune: 'app', delete: 'app' }

/** The words and the manifests of each kind of run. */
const RUNS: Readonly<Record<RunKind | 'app', { readonly args: readonly string[]; readonly input: string }>> = {
  fresh: { args: [], input: workload(1) },
  're-run': { args: [], input: workload(2) },
  app: { args: ['--app', APP], input: appWorkload(1) },
  prune: { args: ['--app', APP, '--prune', '--prune-limit', '100%'], input: appWorkload(2) },
  delete: { args: ['--app', APP, '--yes'], input: appWorkload(2) },
}

function perform(
  env: Readonly<Record<string, string>>,
  namespace: string,
  {
    kind,
    timeout,
    waitLock = 0,
  }: { readonly kind: RunKind | 'app'; readonly timeout: number; readonly waitLock?: number },
): Promise<ProgramRun> {
  const { args, input } = RUNS[kind]
  const usual = ['-f', '-', '-n', namespace, '-o', 'json', '--timeout', `${timeout}s`, '--wait-lock', `${waitLock}s`]
  return runProgram([...(kind === 'delete' ? ['delete'] : []), ...usual, ...args], { env, input })
}

async function makeNamespace(eyes: Eyes): Promise<string> {
  namespaces += 1
  const name = `cell-${namespaces}`
  await eyes.makeNamespace(name)
  return name
}
