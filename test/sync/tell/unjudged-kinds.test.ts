// Which kinds without a health rule are told, and that each is told once, wherever a plan is made.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createSimulatedCluster } from '../../../src/simulator/simulated-cluster.ts'
import { driven } from '../../helm/drive/driven.ts'
import { createSession } from '../../support/command-session.ts'
import { readHealthPart } from '../../../src/commands/settings/read-health-part.ts'
import { parseSettings } from '../../../src/manifest/parse-settings.ts'
import { annotate, object } from '../../support/objects.ts'
import { runMain } from '../../support/run-main.ts'

const test = suite('unjudged kinds')

/** `Kind.group name wave [hook]` a line; without a group it is of the core. */
function manifests(lines: readonly string[]): string {
  return lines
    .map((line) => {
      const [type = '', name = '', wave = '0', hook] = line.split(' ')
      const [kind = '', ...group] = type.split('.')
      const apiVersion = group.length === 0 ? 'v1' : `${group.join('.')}/v1`
      const annotations = {
        'argocd.argoproj.io/sync-wave': wave,
        ...(hook === undefined ? {} : { 'argocd.argoproj.io/hook': hook }),
      }
      return `---\n${JSON.stringify({ apiVersion, kind, metadata: { name, annotations } })}\n`
    })
    .join('')
}

async function notesOf(text: string, flags: readonly string[] = []): Promise<readonly string[]> {
  const run = await runMain(['plan', '--offline', '-f', '-', ...flags], text)
  assert.is(run.exitCode, 0, run.stderr)
  return run.stderr.split('\n').flatMap((line) => /note NO_HEALTH_RULE no health rule for (.*)/.exec(line)?.[1] ?? [])
}

const LATER = 'and what comes later does not wait'
const WIDGET = `Widget.example.com: Widget default/a counts as done once applied, ${LATER}`

const rows: readonly [title: string, lines: readonly string[], expected: readonly string[]][] = [
  ['a kind before a later wave', ['Widget.example.com a -1', 'ConfigMap c'], [WIDGET]],
  ['a kind before a later phase', ['Widget.example.com a', 'ConfigMap c 0 PostSync'], [WIDGET]],
  [
    'each kind once',
    [
      'Widget.example.com a -1',
      'Widget.example.com b -1',
      'Widget.example.com c -1',
      'Gadget.example.com g -1',
      'ConfigMap c',
    ],
    [
      `Widget.example.com: Widget default/a and 2 more count as done once applied, ${LATER}`,
      `Gadget.example.com: Gadget default/g counts as done once applied, ${LATER}`,
    ],
  ],
  ['nothing in the last wave', ['ConfigMap c -1', 'Widget.example.com a'], []],
  ['a hook of SyncFail waits for nothing', ['Widget.example.com a', 'ConfigMap c 0 SyncFail'], []],
  ['a hook has its own note', ['Widget.example.com a 0 PreSync', 'ConfigMap c'], []],
  ['kinds with a rule', ['RabbitmqCluster.rabbitmq.com a -1', 'ConfigMap c'], []],
  [
    'kinds of Kubernetes itself',
    ['ConfigMap a -1', 'RoleBinding.rbac.authorization.k8s.io a -1', 'NetworkPolicy.networking.k8s.io a -1', 'Pod p'],
    [],
  ],
  [
    "kinds of Kubernetes' other projects",
    ['VerticalPodAutoscaler.autoscaling.k8s.io a -1', 'VolumeGroupSnapshot.groupsnapshot.storage.k8s.io b -1', 'Pod p'],
    [
      `VerticalPodAutoscaler.autoscaling.k8s.io: VerticalPodAutoscaler default/a counts as done once applied, ${LATER}`,
      `VolumeGroupSnapshot.groupsnapshot.storage.k8s.io: VolumeGroupSnapshot default/b counts as done once applied, ${LATER}`,
    ],
  ],
  [
    'kinds that only hold settings',
    ['ServiceMonitor.monitoring.coreos.com a -1', 'Gateway.networking.istio.io a -1', 'Pod p'],
    [],
  ],
]

for (const [title, lines, expected] of rows) {
  test(`told: ${title}`, async () => {
    assert.equal(await notesOf(manifests(lines)), expected)
  })
}

test('a definition that is among the manifests tells whether there is a status', async () => {
  const definition = (version: object): string =>
    `---\n${JSON.stringify({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'widgets.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { kind: 'Widget', plural: 'widgets' },
        versions: [{ name: 'v1', served: true, storage: true, ...version }],
      },
    })}\n`
  const text = manifests(['Widget.example.com a -1', 'ConfigMap c'])
  const schema = { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object' } } } }
  assert.equal(await notesOf(text + definition({ schema })), [])
  assert.equal(await notesOf(text + definition({ schema, subresources: { status: {} } })), [WIDGET])
})

test('it is told by a rehearsal and under Helm as well, each once', async () => {
  const text = manifests(['Widget.example.com a -1', 'ConfigMap c'])
  const rehearsal = await runMain(['rehearse', '-f', '-', '-o', 'json'], text)
  assert.is(rehearsal.exitCode, 0, rehearsal.stderr)
  assert.is(rehearsal.stdout.split('NO_HEALTH_RULE').length, 2)
  const world = createSimulatedCluster({ types: [WIDGETS] })
  const { log } = await driven(world, text)
  assert.is(log.split('NO_HEALTH_RULE').length, 2, log)
})

test('who switches the rules off is not told', async () => {
  const text = manifests(['Widget.example.com a -1', 'ConfigMap c'])
  const run = await runMain(['rehearse', '-f', '-', '--no-custom-health'], text)
  assert.is(run.exitCode, 0, run.stderr)
  assert.is(run.stdout.includes('NO_HEALTH_RULE') || run.stderr.includes('NO_HEALTH_RULE'), false)
})

test('who has them judged by the common conditions is not told', async () => {
  const text = manifests(['Widget.example.com a -1', 'ConfigMap c'])
  assert.equal(await notesOf(text, ['--unknown-health=kstatus']), [])
})

const WIDGETS = {
  group: 'example.com',
  version: 'v1',
  kind: 'Widget',
  plural: 'widgets',
  namespaced: true,
  hasStatus: true,
  hasGeneration: true,
}

test('the note names the rule that somebody can give', async () => {
  const { screen } = await createSession().run('plan -f - --offline', [
    object('Widget', 'w'),
    object('ConfigMap', 'c', { annotations: annotate({ wave: '1' }) }),
  ])
  const [, rule = ''] = /in hooksync\.yaml, (health: .*?), or --health-from FILE/.exec(screen) ?? []
  const health = parseSettings({ name: 'hooksync.yaml', text: rule }).root?.entries?.get('health')?.setting
  assert.ok(health !== undefined, rule)
  const { rules, diagnostics } = readHealthPart(health, rule)
  assert.equal([rules.map(({ pattern }) => pattern), diagnostics], [['lab.example.com/Widget'], []])
})

test('so does the note of a hook of such a kind, but not of one that has no status', async () => {
  const hooks = [
    object('Widget', 'w', { annotations: annotate({ hook: 'PreSync' }) }),
    object('ConfigMap', 'c', { annotations: annotate({ hook: 'PreSync' }) }),
  ]
  const { screen } = await createSession().run('plan -f - --offline', hooks)
  assert.is(screen.split('HOOK_WITHOUT_HEALTH').length, 3, screen)
  assert.is(screen.split('give a rule of your own').length, 2, screen)
  assert.match(screen, 'health: { lab.example.com/Widget: { Healthy: { condition: Ready } } }')
})

test.run()
