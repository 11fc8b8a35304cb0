// The library as its user has it: everything but the cluster comes from its public face, and what one function gives the next one takes.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { mapTree } from '../src/plan/plan-tree.ts'
import { createSimulatedCluster } from '../src/simulator/simulated-cluster.ts'
import * as hooksync from '../src/index.ts'
import type { ExplorationStep, Manifest, PlanContext, SyncEvent, SyncOptions, World } from '../src/index.ts'

const test = suite('index')

const TEXT = `apiVersion: batch/v1
kind: Job
metadata: {name: migrate, annotations: {argocd.argoproj.io/hook: PreSync}}
spec: {backoffLimit: 0, template: {spec: {restartPolicy: Never, containers: [{name: main, image: tools}]}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {colour: green}
`

const OPTIONS: SyncOptions = {
  namespace: 'default',
  revision: 'r1',
  startedAt: 0,
  fieldManager: 'example',
  forceConflicts: true,
  wait: true,
  waveDelayMs: 0,
  concurrency: 8,
  timeoutMs: 600_000,
  hooks: true,
  customHealth: true,
  degradedGraceMs: 0,
  argoCompat: false,
  dryRun: 'none',
  syncOptions: hooksync.NO_SYNC_OPTIONS,
  signal: new AbortController().signal,
  version: hooksync.VERSION,
}

function parse(text = TEXT): readonly Manifest[] {
  const { manifests, diagnostics } = hooksync.parseManifests([{ name: 'shop.yaml', text }])
  assert.equal(diagnostics, [])
  return manifests
}

function contextOf(manifests: readonly Manifest[]): PlanContext {
  const types = [...hooksync.BUILT_IN_TYPES, ...hooksync.assumedTypes(manifests.map(({ object }) => object))]
  return {
    namespace: 'default',
    revision: 'r1',
    startedAt: 0,
    types: new Map(types.map((type) => [hooksync.typeKey(type), type])),
    namespaceExists: true,
    hooks: true,
    argoCompat: false,
    createNamespace: false,
    skipDryRunOnMissingResource: false,
    replace: false,
    force: false,
    validate: true,
    prune: hooksync.NO_PRUNE,
    helm: 'both',
    app: undefined,
  }
}

function nowhere(): World {
  const { cluster, clock } = createSimulatedCluster()
  return { cluster, clock }
}

test('manifests become a plan, and the plan a drawing, without a cluster', () => {
  const plan = hooksync.planSync(parse(), contextOf(parse()))
  assert.equal(
    plan.tasks.map(({ id }) => id),
    ['PreSync batch/Job default/migrate', 'Sync ConfigMap default/settings'],
  )
  const phases = mapTree(plan.phases, hooksync.plannedTask)
  assert.match(hooksync.drawMermaid(phases), 'migrate')
  assert.match(hooksync.drawDot(phases), 'digraph plan')
})

test('one resource of a plan is explained, as data and as text', () => {
  const manifests = parse()
  const context = contextOf(manifests)
  const view = { plan: hooksync.planSync(manifests, context), manifests, context }
  const target = hooksync.explainableTargets(view).find(({ key }) => key.name === 'migrate')
  assert.ok(target)
  const health = hooksync.healthWords(target.object, { customHealth: true, argoCompat: false })
  const explained = hooksync.cleanExplained(
    { ...hooksync.explainTask(target, view), health },
    hooksync.createRedactor(manifests),
  )
  assert.is(explained.runs[0]?.batch.number, 1)
  const style = hooksync.createStyle('plain')
  assert.match(hooksync.explainText(explained, { style, wait: 'last wave too' }), 'Runs in PreSync wave 0')
})

test('a preview is shown, saved, read again, and run only while it holds', async () => {
  const world = nowhere()
  const manifests = parse()
  const options = { ...OPTIONS, startedAt: world.clock.now() }
  const made = await hooksync.preview(manifests, world, options, { mode: 'live', unselected: [], emit: () => {} })
  assert.ok(made.preview)
  assert.ok(hooksync.changesSomething(made.preview))
  const redact = hooksync.createRedactor(manifests)
  const style = hooksync.createStyle('plain')
  assert.match(hooksync.planText(made.preview, { style, detail: 'normal', redact }), 'plan: 2 to create')
  const cluster = { server: null, id: await hooksync.clusterId(world.cluster) }
  const saved = hooksync.savePlan(made.preview, { options, revision: 'r1', cluster, salt: 'c2FsdA==' })
  const plan = hooksync.parseSavedPlan(hooksync.planJson(saved, redact), 'plan.json')
  const events: SyncEvent[] = []
  const planned = { plan, revision: 'r1', emit: (event: SyncEvent) => void events.push(event) }
  const other = parse(TEXT.replace('green', 'red'))
  assert.is((await hooksync.syncPlanned(other, world, options, planned)).reason, 'invalid')
  assert.ok(events.some((event) => event.type === 'diagnostic' && event.diagnostic.code === 'PLAN_MANIFEST'))
  assert.is((await hooksync.syncPlanned(manifests, world, options, planned)).phase, 'Succeeded')
})

test('a rehearsal is recorded as lines, and shown again from them', async () => {
  const lines: string[] = []
  const manifests = parse()
  const { summary } = await hooksync.rehearse(
    manifests,
    { sync: OPTIONS, faults: [hooksync.parseFault('fail', 'Job/migrate', manifests)] },
    (event) => void lines.push(JSON.stringify(event)),
  )
  let shown = ''
  const pace = hooksync.paceAtOnce()
  const output = { isTTY: false, columns: 80, write: (text: string) => void (shown += text) }
  const presenter = hooksync.createPresenter({
    format: 'plain',
    output,
    style: hooksync.createStyle('plain'),
    detail: 'normal',
    now: pace.now,
    ticker: pace.ticker,
    redact: (text) => text,
  })
  let folded = hooksync.NEW_SUMMARY
  for (const line of lines) {
    const parsed = hooksync.parseEvent(line)
    if (parsed.is !== 'event') throw new Error(line)
    await pace.reach(parsed.event.at)
    presenter.event(parsed.event)
    folded = hooksync.foldEvent(folded, parsed.event)
  }
  presenter.end()
  assert.equal([folded.phase, folded.durationMs, folded.counts], [summary.phase, summary.durationMs, summary.counts])
  assert.is(hooksync.exitCodeOf(folded), hooksync.EXIT_CODES.failed)
  assert.match(shown, 'Sync Failed after')
})

test('an exploration tries every fault, as data and as text', async () => {
  const steps: ExplorationStep[] = []
  const { signal, startedAt, ...sync } = OPTIONS
  for await (const step of hooksync.explore(parse(), { sync, startedAt, signal })) steps.push(step)
  const [first, ...rest] = steps
  assert.is(first?.step === 'faultless' && first.verdict.phase, 'Succeeded')
  const explored = rest.flatMap((step) => (step.step === 'explored' ? [step] : []))
  const text = hooksync.exploredText(explored, {
    columns: 100,
    style: hooksync.createStyle('plain'),
    redact: (one) => one,
  })
  assert.match(text, /explored \d+ faults/)
})

test.run()
