// Sound without a sleep: five hook Jobs in a chain of waves, run again and again over what the run before left.
// 100 times: HOOKSYNC_SOUNDNESS=100 node --import tsx test/real/soundness.test.ts (9 minutes, over the runner's limit).
// time limit: 300 s
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { jobChain, toStream } from '../../scripts/workloads.ts'
import type { AuditEvent } from '../../scripts/control-plane/control-plane.ts'
import { field, listField, stringField } from '../../src/object/kube-object.ts'
import type { Json, KubeObject } from '../../src/object/kube-object.ts'
import type { SyncEvent } from '../../src/sync/events.ts'
import { withControlPlane } from '../support/control-plane.ts'
import type { ControlPlane } from '../support/control-plane.ts'
import { kubectl, makeNamespace, sync } from './lab.ts'
import type { WitnessedRun } from './lab.ts'

const test = suite('soundness')
const real = withControlPlane(test)

const RUNS = Number(process.env['HOOKSYNC_SOUNDNESS'] ?? '10')
const NAMES = ['step-0', 'step-1', 'step-2', 'step-3', 'step-4']

real(
  `${RUNS} runs of five hooks: never two at once, never success before the last Job of this run is complete`,
  async (plane) => {
    const namespace = await makeNamespace(plane, 'sound')
    const input = toStream(jobChain({ namespace, mark: 'same' }))
    const seen = new Set<string>()
    for (let run = 1; run <= RUNS; run++) {
      const result = await sync(plane, ['-f', '-', '-n', namespace, '-o', 'json'], { input })
      assert.is(result.exitCode, 0, result.stdout)
      const jobs = await listJobs(plane, namespace)
      assert.equal(faults(result, jobs, seen), [], `run ${run}:\n${result.stdout}`)
      for (const job of jobs) seen.add(job.metadata.uid ?? '')
    }
    assert.is(seen.size, RUNS * NAMES.length)
  },
)

test.run()

/** What is wrong with a run: its writes by the audit log, its verdicts by the uids that it created, its Jobs as they are now. */
function faults(run: WitnessedRun, jobs: readonly KubeObject[], before: ReadonlySet<string>): readonly string[] {
  const found: string[] = []
  const created = run.events.filter((event) => event.type === 'resource-applied')
  const creations = run.requests.filter((request) => isCreation(request))
  for (const [index, name] of NAMES.entries()) {
    const job = jobs.find(({ metadata }) => metadata.name === name)
    const uid = job?.metadata.uid ?? ''
    const told = created.find(({ key }) => key.name === name)
    if (before.has(uid)) found.push(`${name} is a Job of an earlier run`)
    if (told?.uid !== uid) found.push(`${name}: ${told?.uid} was told, ${uid} is there`)
    const completed = completionTime(job)
    if (completed === undefined) found.push(`${name} is not complete, and success was told`)
    const next = creations.find(({ object }) => object?.name === NAMES[index + 1])
    if (index === NAMES.length - 1) continue
    if (next === undefined) found.push(`${NAMES[index + 1]} was not created`)
    // Completion is stamped in whole seconds: a Job of second 3 was complete at 3.999 at the latest.
    else if (completed !== undefined && Date.parse(next.received) < completed) {
      found.push(`${NAMES[index + 1]} was created at ${next.received}, ${name} completed only later`)
    }
  }
  if (creations.length !== NAMES.length) found.push(`${creations.length} Jobs were created`)
  return [...found, ...early(run.events)]
}

/** Each hook is told complete before the next one is applied. */
function early(events: readonly SyncEvent[]): readonly string[] {
  const running = new Set<string>()
  return events.flatMap((event) => {
    if (event.type === 'task-completed') running.delete(event.key.name)
    if (event.type !== 'resource-applied') return []
    running.add(event.key.name)
    return running.size > 1 ? [`at once: ${[...running].join(', ')}`] : []
  })
}

function isCreation({ verb, code, object, requestURI }: AuditEvent): boolean {
  return (
    (verb === 'patch' || verb === 'create') &&
    code === 201 &&
    object?.resource === 'jobs' &&
    !requestURI.includes('dryRun=')
  )
}

/** Milliseconds since 1970, cut to the second; undefined unless the condition Complete is True. */
function completionTime(job: KubeObject | undefined): number | undefined {
  const complete = listField(job, 'status', 'conditions').some(
    (condition) => stringField(condition, 'type') === 'Complete' && stringField(condition, 'status') === 'True',
  )
  const time = field(job, 'status', 'completionTime')
  return complete && typeof time === 'string' ? Date.parse(time) : undefined
}

async function listJobs(plane: ControlPlane, namespace: string): Promise<readonly KubeObject[]> {
  return parseItems(await kubectl(plane, ['get', 'jobs', '-n', namespace, '-o', 'json']))
}

function parseItems(text: string): readonly KubeObject[] {
  const list = JSON.parse(text) as { readonly items: readonly (KubeObject & Json)[] }
  return list.items
}
