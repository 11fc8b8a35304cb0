// ignoreDifferences from the command line: an autoscaler's replicas in plan, sync and rehearsal, with RespectIgnoreDifferences and without.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { field, numberField } from '../../src/object/kube-object.ts'
import { createSession } from '../support/command-session.ts'
import type { CommandRun, Session } from '../support/command-session.ts'
import { annotate } from '../support/objects.ts'
import { configMap, deployment } from '../support/workloads.ts'

const test = suite('ignore differences')

const RULE = '--ignore-difference apps/Deployment:/spec/replicas'
const RESPECT = `${RULE} --sync-option RespectIgnoreDifferences=true`
const ONLY = `${RULE} --sync-option ApplyOutOfSyncOnly=true`

const web = (image = 'registry.example.com/app:1', options?: string): KubeObject =>
  deployment('web', { spec: { replicas: 2 }, image, ...(options === undefined ? {} : { options }) })

/** One of which kubectl's annotation says just what the server shows. */
function clientSide(image: string): KubeObject {
  const object = web(image, 'ServerSideApply=false')
  const template = { metadata: { labels: { app: 'web' } }, spec: field(object, 'spec', 'template', 'spec') }
  return { ...object, spec: { replicas: 2, selector: field(object, 'spec', 'selector'), template } }
}

const replicas = ({ lab }: Session): number | undefined =>
  numberField(lab.live('Deployment', 'web'), 'spec', 'replicas')

/** Somebody else writes to the Deployment, as an autoscaler does. */
async function scale({ lab }: Session, number: number): Promise<void> {
  const user = lab.user('autoscaler')
  const type = await user.resolve({ group: 'apps', version: 'v1', kind: 'Deployment' })
  if (type === undefined) throw new Error('no Deployments')
  const ref = { type, namespace: 'demo', name: 'web' }
  await user.patch(ref, { type: 'merge', body: { spec: { replicas: number } } }, { fieldManager: 'autoscaler' })
}

/** A session with a Deployment of 2 replicas, of which an autoscaler has made 5. */
async function scaled(flags = '', object = web()): Promise<Session> {
  const session = createSession()
  const run = await session.run(`-f - ${flags}`, [object])
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  await scale(session, 5)
  return session
}

/** Runs it, and tells how many requests to write it made, dry runs too. */
async function counted(session: Session, words: string, objects = [web()]): Promise<CommandRun & { asked: number }> {
  const isAsked = ({ user, kind }: { user: string; kind: string }): boolean => user === 'hooksync' && kind !== 'Lease'
  const before = session.lab.audit.filter(isAsked).length
  const run = await session.run(words, objects)
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  return { ...run, asked: session.lab.audit.filter(isAsked).length - before }
}

test('without a rule the replicas of the manifest count', async () => {
  const session = await scaled()
  const plan = await counted(session, 'plan -f -')
  assert.match(plan.stdout, 'spec.replicas: 5 → 2  taken from autoscaler\n')
  assert.equal((await counted(session, '-f -')).writes, ['configured Deployment/web'])
  assert.is(replicas(session), 2)
})

test('with RespectIgnoreDifferences an unchanged sync asks nothing, and the live number stays', async () => {
  const session = await scaled()
  const plan = await counted(session, `plan -f - ${RESPECT} --detailed-exitcode`)
  assert.match(plan.stdout, 'unchanged Deployment demo/web')
  const run = await counted(session, `-f - ${RESPECT}`)
  assert.equal([plan.asked, run.asked, replicas(session)], [0, 0, 5])
})

test('what else changed is written, the live number stays, and nobody loses it', async () => {
  const session = await scaled()
  const change = [web('registry.example.com/app:2')]
  const plan = await counted(session, `plan -f - ${RESPECT}`, change)
  assert.match(plan.stdout, '[name="main"].image: "registry.example.com/app:1" → "registry.example.com/app:2"')
  assert.not.match(plan.stdout, 'replicas')
  const run = await counted(session, `-f - ${RESPECT}`, change)
  assert.not.match(run.stdout, 'took')
  assert.equal([run.writes, replicas(session)], [['configured Deployment/web'], 5])
  await scale(session, 6)
  assert.equal([(await counted(session, `-f - ${RESPECT}`, change)).asked, replicas(session)], [0, 6])
})

test('before anybody has scaled it the number of the manifest is kept, not dropped', async () => {
  const session = createSession()
  await counted(session, `-f - ${RESPECT}`)
  assert.is(replicas(session), 2)
  const more = deployment('web', { spec: { replicas: 3 }, image: 'registry.example.com/app:2' })
  await counted(session, `-f - ${RESPECT}`, [more])
  assert.is(replicas(session), 2)
})

test('the rule alone changes nothing of what is applied, and the plan says so', async () => {
  const session = await scaled()
  const plan = await counted(session, `plan -f - ${RULE}`)
  assert.match(plan.stdout, 'web (only ignored differences; RespectIgnoreDifferences=true keeps what is live)')
  assert.match(plan.stdout, 'spec.replicas: 5 → 2  taken from autoscaler  ignored difference\n')
  const json = await counted(session, `plan -f - ${RULE} -o json`)
  assert.match(json.stdout, '"ignored":true')
  assert.equal((await counted(session, `-f - ${RULE}`)).writes, ['configured Deployment/web'])
  assert.is(replicas(session), 2)
})

test('beside another change it is told as what it is', async () => {
  const session = await scaled()
  const plan = await counted(session, `plan -f - ${RULE}`, [web('registry.example.com/app:2')])
  assert.match(plan.stdout, 'spec.replicas: 5 → 2  taken from autoscaler  ignored difference\n')
  assert.match(plan.stdout, 'registry.example.com/app:2"\n')
  assert.not.match(plan.stdout, 'only ignored')
})

test('with ApplyOutOfSyncOnly it is in sync: not applied, and nobody is asked', async () => {
  const session = await scaled()
  const plan = await counted(session, `plan -f - ${ONLY}`)
  assert.match(plan.stdout, 'unchanged Deployment demo/web')
  assert.equal([plan.asked, (await counted(session, `-f - ${ONLY}`)).asked, replicas(session)], [0, 0, 5])
  const run = await counted(session, `-f - ${ONLY}`, [web('registry.example.com/app:2')])
  assert.equal([run.writes, replicas(session)], [['configured Deployment/web'], 2], 'something else is out of sync')
})

test('what is to be replaced keeps its live number', async () => {
  const object = web(undefined, 'Replace=true')
  const session = await scaled('', object)
  await counted(session, `-f - ${RESPECT}`, [object])
  assert.is(replicas(session), 5)
})

test('what is to be replaced and differs in ignored fields alone is in sync to ApplyOutOfSyncOnly', async () => {
  const object = configMap('c', { options: 'Replace=true' })
  const session = createSession()
  await counted(session, '-f -', [object])
  await session.lab.patch('ConfigMap', 'c', { data: { key: 'other' } })
  const words = '-f - --sync-option ApplyOutOfSyncOnly=true'
  const run = await counted(session, `${words} --ignore-difference ConfigMap/c:/data/key`, [object])
  assert.equal([run.writes, run.asked], [[], 1], 'the server alone can tell what a replacement changes')
  assert.match(run.stdout, ': 1 unchanged')
  assert.equal((await counted(session, words, [object])).writes, ['configured ConfigMap/c'])
})

test('what is applied client-side keeps it, and is not written for it', async () => {
  const object = clientSide('registry.example.com/app:1')
  const session = await scaled('', object)
  assert.equal([(await counted(session, `-f - ${RESPECT}`, [object])).asked, replicas(session)], [0, 5])
  await counted(session, `-f - ${RESPECT}`, [clientSide('registry.example.com/app:2')])
  assert.is(replicas(session), 5)
})

test('what is made anew keeps it', async () => {
  const object = web(undefined, 'Replace=true,Force=true')
  const session = await scaled('', object)
  const run = await counted(session, `-f - ${RESPECT}`, [object])
  assert.equal([run.writes, replicas(session)], [['deleted Deployment/web', 'created Deployment/web'], 5])
})

test('as Argo CD does it, too', async () => {
  const session = await scaled('--argo-compat')
  await counted(session, `-f - ${RESPECT} --argo-compat`)
  assert.is(replicas(session), 5)
  await counted(session, `-f - ${RULE} --argo-compat`)
  assert.is(replicas(session), 2)
})

test('fields of a manager, and paths of jq', async () => {
  for (const rule of ['*/*:manager=autoscaler', 'apps/Deployment/web:.spec.replicas']) {
    const session = await scaled()
    const words = `-f - --ignore-difference ${rule} --sync-option RespectIgnoreDifferences=true`
    assert.equal([(await counted(session, words)).asked, replicas(session)], [0, 5], rule)
  }
})

test("a Secret's value that others have changed stays, however the manifest spells it", async () => {
  const metadata = { name: 's' }
  for (const options of ['', 'ServerSideApply=false', 'Replace=true']) {
    const annotations = options === '' ? {} : { annotations: annotate({ options }) }
    const kind = { apiVersion: 'v1', kind: 'Secret', metadata: { ...metadata, ...annotations } }
    const secret = (b: string): KubeObject => ({ ...kind, stringData: { a: 'generated', b } })
    const session = createSession()
    await counted(session, '-f -', [secret('1')])
    await session.lab.patch('Secret', 's', { data: { a: 'b3RoZXI=' } })
    const words = '-f - --ignore-difference Secret:/data/a --sync-option RespectIgnoreDifferences=true'
    await counted(session, words, [secret('2')])
    assert.equal(session.lab.live('Secret', 's')?.['data'], { a: 'b3RoZXI=', b: 'Mg==' }, options)
    if (options !== '') continue
    assert.is((await counted(session, words, [secret('2')])).asked, 0)
  }
})

test('hooks meet no rule, as in Argo CD', async () => {
  const session = createSession()
  const { metadata, ...rest } = configMap('c')
  const hook = { ...rest, metadata: { ...metadata, annotations: annotate({ hook: 'PreSync', policy: 'HookFailed' }) } }
  await counted(session, '-f -', [hook])
  await session.lab.patch('ConfigMap', 'c', { data: { key: 'other' } })
  const words = '-f - --ignore-difference ConfigMap:/data --sync-option RespectIgnoreDifferences=true'
  assert.equal((await counted(session, words, [hook])).writes, ['configured ConfigMap/c'])
})

test('a rehearsal against the cluster tells the same', async () => {
  const session = await scaled()
  const kept = await counted(session, `rehearse -f - --against-cluster ${RESPECT}`)
  assert.match(kept.stdout, ': 1 unchanged')
  const taken = await counted(session, `rehearse -f - --against-cluster ${RULE}`)
  assert.match(taken.stdout, 'took .spec.replicas of Deployment demo/web from autoscaler: 5 → 2')
})

test('a rule without its group, or with one that is none, is told', async () => {
  const session = createSession()
  const run = await counted(session, '-f - --ignore-difference Deployment:/spec/replicas')
  const said =
    'the rule Deployment:/spec/replicas of ignoreDifferences matches nothing: Deployment is in the group apps'
  assert.match(run.stdout, said)
  assert.match(run.stdout, 'name the group: apps/Deployment:…')
  const core = await counted(session, '-f - --ignore-difference core/ConfigMap:/data', [configMap('c')])
  assert.match(
    core.stdout,
    'the rule core/ConfigMap:/data of ignoreDifferences matches nothing: ConfigMap is in the core group',
  )
})

test('a rule that cannot be read is wrong usage', async () => {
  const run = await createSession().run('-f - --ignore-difference apps/Deployment:.spec|map(.)', [web()])
  assert.is(run.exitCode, 2)
  assert.match(
    run.stderr,
    '--ignore-difference cannot be "apps/Deployment:.spec|map(.)": the jq path .spec|map(.) cannot be read',
  )
})

test.run()
