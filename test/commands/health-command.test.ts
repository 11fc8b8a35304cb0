// The command from its words to its text: objects on standard input, and those of a cluster.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Json, KubeObject } from '../../src/object/kube-object.ts'
import { createSession } from '../support/command-session.ts'
import { object } from '../support/objects.ts'
import { deployment } from '../support/workloads.ts'

const test = suite('health command')

const pod = (phase: string) => object('Pod', 'p', { fields: { spec: { restartPolicy: 'Never' }, status: { phase } } })
const widget = (type: string, status: string) =>
  object('Widget', 'w', { fields: { status: { conditions: [{ type, status, reason: 'Odd', message: 'odd' }] } } })
const rabbit = (status: Json) => ({
  apiVersion: 'rabbitmq.com/v1beta1',
  kind: 'RabbitmqCluster',
  metadata: { name: 'r' },
  status,
})

test('what is on standard input is judged, with the rule and the field', async () => {
  const session = createSession()
  const up = [
    { type: 'ClusterAvailable', status: 'True' },
    { type: 'AllReplicasReady', status: 'True' },
  ]
  const well = await session.run('health -f -', [object('ConfigMap', 'c'), rabbit({ conditions: up })])
  assert.equal([well.exitCode, well.stderr], [0, ''])
  const [config = '', cluster = ''] = well.stdout.split('\n')
  assert.is(config, 'none        ConfigMap c: no health rule: counts as done once applied')
  assert.match(
    cluster,
    /^Healthy {5}RabbitmqCluster r: .*\(rule: rabbitmq\.com\/RabbitmqCluster; status\.conditions\[ClusterAvailable\]/,
  )
  const failed = await session.run('health -f -', [object('ConfigMap', 'c'), pod('Failed')])
  assert.is(failed.exitCode, 1)
  assert.match(failed.stdout, /^Degraded {4}Pod p: .*\(rule: Pod; status\.phase\)$/m)
})

test('a kind without a rule is judged by the common conditions on demand', async () => {
  const session = createSession()
  assert.is((await session.run('health -f -', [widget('Ready', 'False')])).exitCode, 0)
  const judged = await session.run('health -f - --unknown-health=kstatus', [widget('Ready', 'False')])
  assert.equal(
    [judged.exitCode, judged.stdout],
    [1, 'Progressing Widget w: Odd: odd (rule: kstatus; status.conditions[Ready])\n'],
  )
})

test('as JSON it is the same', async () => {
  const session = createSession()
  const { exitCode, stdout } = await session.run('health -f - -o json --unknown-health=kstatus', [
    widget('Stalled', 'True'),
  ])
  assert.is(exitCode, 1)
  assert.equal(JSON.parse(stdout), {
    v: 1,
    resources: [
      {
        group: 'lab.example.com',
        kind: 'Widget',
        namespace: '',
        name: 'w',
        status: 'Degraded',
        message: 'Odd: odd',
        by: 'kstatus',
        at: ['status.conditions[Stalled]'],
        row: 'both',
      },
    ],
  })
})

const certificate = {
  apiVersion: 'cert-manager.io/v1',
  kind: 'Certificate',
  metadata: { name: 'c' },
  status: { conditions: [{ type: 'Ready', status: 'False', reason: 'DoesNotExist', message: 'no Secret yet' }] },
}

test('where the default and Argo CD differ it is told whose row decided, and what the other says', async () => {
  const session = createSession()
  const at = '(rule: cert-manager.io/Certificate; status.conditions[Ready];'
  assert.is(
    (await session.run('health -f -', [certificate])).stdout,
    `Progressing Certificate c: DoesNotExist: no Secret yet ${at} with --argo-compat: Degraded)\n`,
  )
  assert.is(
    (await session.run('health -f - --argo-compat', [certificate])).stdout,
    `Degraded    Certificate c: DoesNotExist: no Secret yet ${at} without --argo-compat: Progressing)\n`,
  )
  const { stdout } = await session.run('health -f - -o json', [certificate, pod('Failed')])
  const told: readonly { readonly row: string; readonly other?: string }[] = JSON.parse(stdout).resources
  assert.equal(
    told.map(({ row, other }) => [row, other]),
    [
      ['default', 'Degraded'],
      ['both', undefined],
    ],
  )
})

test('where the status does not decide, the spec, a label or an annotation does', async () => {
  const session = createSession()
  const judged = (manifest: KubeObject) => session.run('health -f -', [manifest])
  const release = { apiVersion: 'helm.toolkit.fluxcd.io/v2', kind: 'HelmRelease', metadata: { name: 'r' } }
  const suspended = await judged({ ...release, spec: { chart: {}, suspend: true }, status: { failures: 1 } })
  assert.match(suspended.stdout, /^Suspended .*\(rule: helm\.toolkit\.fluxcd\.io\/HelmRelease; spec\.suspend\)$/m)
  const labels = { app: 'x', 'shoot.gardener.cloud/status': 'healthy' }
  const shoot = { apiVersion: 'core.gardener.cloud/v1beta1', kind: 'Shoot', metadata: { name: 's', labels }, spec: {} }
  assert.match((await judged(shoot)).stdout, /; metadata\.labels\[shoot\.gardener\.cloud\/status\]\)$/m)
})

test('several of the cluster, and one that is not there', async () => {
  const session = createSession()
  const { lab } = session
  await lab.put([deployment('web'), object('ConfigMap', 'c')])
  const { exitCode, stdout } = await session.run('health deploy/web ConfigMap/c Deployment.apps/other')
  assert.is(exitCode, 1)
  const [web = '', config, other] = stdout.split('\n')
  assert.match(web, /^\w+ +Deployment demo\/web: .*\(rule: Deployment/)
  assert.equal(
    [config, other],
    [
      'none        ConfigMap demo/c: no health rule: counts as done once applied',
      'Missing     Deployment demo/other: it is not there',
    ],
  )
})

test('no value of a Secret is shown, and what a status says drives no terminal', async () => {
  const session = createSession()
  const secret = object('Secret', 's', { fields: { stringData: { password: 'correct-horse-battery' } } })
  const status = {
    conditions: [{ type: 'Ready', status: 'False', reason: 'Odd', message: '\u001b[2J correct-horse-battery' }],
  }
  for (const format of ['plain', 'json']) {
    const { stdout } = await session.run(`health -f - --unknown-health=kstatus -o ${format}`, [
      secret,
      object('Widget', 'w', { fields: { status } }),
    ])
    assert.match(stdout, 'Odd: ')
    assert.is(stdout.includes('correct-horse') || stdout.includes('\u001b'), false, stdout)
  }
})

test('wrong words are told, before any server is asked', async () => {
  const session = createSession()
  for (const [words, message] of [
    ['health Deployment', '"Deployment" names no resource\n'],
    ['health Deployment/web -l app=web', '--selector needs --filename\nwhat is named is judged, whatever its labels'],
    [
      'health Deployment/web -R',
      '--recursive needs --filename\nit is for directories; KIND/NAME is looked up in the cluster',
    ],
  ] as const) {
    const run = await session.run(words, [], { connect: () => Promise.reject(new Error('asked')) })
    assert.equal([run.exitCode, run.stdout], [2, ''])
    assert.match(run.stderr, message)
  }
  assert.is((await session.run('health')).exitCode, 2)
  assert.is((await session.run('health Deployment')).exitCode, 2)
  assert.is((await session.run('health -f - Deployment/web', [pod('Running')])).exitCode, 2)
  const unknown = await session.run('health Nonsense/web')
  assert.is(unknown.exitCode, 4)
})

const WIDGETS = { group: 'lab.example.com', version: 'v1', kind: 'Widget', plural: 'widgets', namespaced: true }
const RULES = `health:
  lab.example.com/Widget:
    Healthy: { field: status.phase, is: Done }
`

/** A folder with such settings, current for what is run in it. */
function folderWith(settings: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'hooksync-health-'))
  test.after(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'hooksync.yaml'), settings)
  return folder
}

test('what is named is judged by the settings of the current folder', async () => {
  const session = createSession({ types: [WIDGETS] })
  await session.lab.put([object('Widget', 'w', { fields: { status: { phase: 'Open' } } })])
  const cwd = folderWith(RULES)
  const own = await session.run('health Widget.lab.example.com/w', [], { cwd })
  assert.equal([own.exitCode, own.stderr], [1, ''])
  assert.match(own.stdout, 'Progressing Widget demo/w: its status.phase is Open, not Done')
  assert.match(own.stdout, 'hooksync.yaml:2:')
  const none = await session.run('health Widget.lab.example.com/w --config none', [], { cwd })
  assert.match(none.stdout, 'no health rule')
  const wrong = await session.run('health Widget.lab.example.com/w', [], { cwd: folderWith('heath: {}') })
  assert.is(wrong.exitCode, 3)
  const namespaced = await session.run('health ConfigMap/c', [], { cwd: folderWith('namespace: other') })
  assert.match(namespaced.stdout, 'ConfigMap other/c')
})

test('a kind is written as kubectl takes it, with its group where several have one', async () => {
  const others = { ...WIDGETS, group: 'other.example.com', kind: 'Gadget', plural: 'gadgets' }
  const session = createSession({ types: [WIDGETS, others, { ...others, group: 'more.example.com' }] })
  await session.lab.put([object('Widget', 'w')])
  for (const written of ['Widget', 'widget', 'widgets', 'widgets.lab.example.com', 'WIDGET.lab.example.com']) {
    const { stdout, stderr } = await session.run(`health ${written}/w`)
    assert.match(stdout, 'none        Widget demo/w: ', stderr)
  }
  assert.match((await session.run('health gadgets/g')).stderr, 'gadgets is more than one kind')
  assert.match((await session.run('health gadgets.other.example.com/g')).stdout, 'Missing     Gadget demo/g')
  const unknown = await session.run('health widgets.example.com/w')
  assert.is(unknown.exitCode, 4)
  assert.match(unknown.stderr, 'the server serves no kind that is widgets.example.com')
  assert.match((await session.run('health events/e')).stdout, 'Missing     Event demo/e')
})

test('of standard input it is told that the settings of the current folder are not read, where they would judge', async () => {
  const session = createSession()
  const open = [object('Widget', 'w', { fields: { status: { phase: 'Open' } } })]
  const cwd = folderWith(`${RULES}argoCompat: true\n`)
  const told = await session.run('health -f -', open, { cwd })
  assert.match(told.stdout, 'no health rule')
  assert.is(
    told.stderr,
    'warning SETTINGS hooksync.yaml is not read beside standard input: what it says of health and argoCompat does not count\n  --config hooksync.yaml reads it, --config none does without\n',
  )
  const read = await session.run('health -f - --config hooksync.yaml', open, { cwd })
  assert.match(read.stdout, 'its status.phase is Open, not Done')
  assert.is(read.stderr, '')
  assert.is((await session.run('health -f - --config none', open, { cwd })).stderr, '')
  assert.is((await session.run('health -f -', open, { cwd: folderWith('timeout: 5m') })).stderr, '')
})

test.run()
