// `plan` and `--plan FILE` on a real API server: exactly what changed is told, nothing is written, and a plan that does not hold is refused.
// time limit: 240 s
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { parseSavedPlan } from '../../src/preview/parse-plan.ts'
import { planJson } from '../../src/report/plan/plan-json.ts'
import { withControlPlane } from '../support/control-plane.ts'
import type { ControlPlane } from '../support/control-plane.ts'
import { annotate, object } from '../support/objects.ts'
import { widgetDefinition } from '../support/workloads.ts'
import { inFolder, kubectl, makeNamespace, stream, sync, tracesOf } from './lab.ts'
import type { WitnessedRun } from './lab.ts'
import { configMap, deployment, job } from './workload.ts'

const test = suite('plan')
const real = withControlPlane(test)

/** What a plan says of each object: action, name, fields. */
const planned = (run: WitnessedRun): readonly string[] =>
  run.stdout
    .split('\n')
    .filter((line) => /^ {4}\S|^ {14}/.test(line))
    .map((line) => line.trim().replace(/ {2,}/g, ' '))

const plan = async (plane: ControlPlane, args: readonly string[], input: string): Promise<WitnessedRun> => {
  const run = await sync(plane, ['plan', '-f', '-', ...args], { input })
  assert.equal(tracesOf(run.requests), [], 'a plan only reads')
  return run
}

/** The templates of new pods get an annotation, a label and a container, as an injector gives them. */
const INJECTOR: readonly KubeObject[] = [
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingAdmissionPolicy',
    metadata: { name: 'injector' },
    spec: {
      reinvocationPolicy: 'Never',
      failurePolicy: 'Fail',
      matchConstraints: {
        namespaceSelector: { matchLabels: { inject: 'true' } },
        resourceRules: [
          { apiGroups: ['apps'], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['deployments'] },
        ],
      },
      mutations: [
        {
          patchType: 'ApplyConfiguration',
          applyConfiguration: {
            expression: `Object{spec: Object.spec{template: Object.spec.template{
              metadata: Object.spec.template.metadata{annotations: {"injected": object.spec.template.spec.containers[0].image}},
              spec: Object.spec.template.spec{containers: [Object.spec.template.spec.containers{name: "proxy", image: "proxy:1"}]}
            }}}`,
          },
        },
      ],
    },
  },
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingAdmissionPolicyBinding',
    metadata: { name: 'injector' },
    spec: { policyName: 'injector' },
  },
]

const service = (): KubeObject =>
  object('Service', 'web', { fields: { spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } } })

const web = (image: string): KubeObject =>
  deployment('web', {
    replicas: 2,
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'main', image, ports: [{ containerPort: 80 }] }] },
    },
  })

/** Whether the policy works yet: admission hears of it a moment later. */
async function injecting(plane: ControlPlane, namespace: string): Promise<void> {
  const probe = JSON.stringify({ ...deployment('probe'), metadata: { name: 'probe', namespace } })
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const answer = await kubectl(plane, ['create', '--dry-run=server', '-o', 'json', '-f', '-'], probe)
    if (answer.includes('proxy:1')) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error('the policy does not work')
}

real('a changed image, a new ConfigMap and a field of somebody else are told, and nothing beside', async (plane) => {
  const namespace = await makeNamespace(plane, 'live')
  await kubectl(plane, ['label', 'namespace', namespace, 'inject=true'])
  await kubectl(plane, ['apply', '-f', '-'], stream(...INJECTOR))
  await injecting(plane, namespace)
  const rest = [
    service(),
    widgetDefinition(),
    object('Secret', 's', { fields: { stringData: { password: 'correct-horse' } } }),
    deployment('other'),
    configMap('settings'),
  ]
  const args = ['-n', namespace]
  const first = await sync(plane, ['-f', '-', ...args, '--no-wait'], { input: stream(web('nginx:1'), ...rest) })
  assert.is(first.exitCode, 0, first.stdout)

  const same = await plan(plane, [...args, '--detailed-exitcode'], stream(web('nginx:1'), ...rest))
  assert.match(same.stdout, /\nplan: 6 unchanged\n$/)
  assert.is(same.exitCode, 0, same.stdout + same.stderr)

  await kubectl(plane, ['patch', 'configmap/settings', '-n', namespace, '-p', '{"data":{"value":"9"}}'])
  const input = stream(web('nginx:2'), ...rest, configMap('extra'))
  const run = await plan(plane, [...args, '--detailed-exitcode'], input)
  assert.equal(planned(run), [
    'unchanged Secret live/s',
    'create ConfigMap live/extra',
    'update ConfigMap live/settings',
    'data.value: "9" → "1" taken from kubectl-patch',
    'unchanged CustomResourceDefinition widgets.lab.example.com',
    'unchanged Service live/web',
    'unchanged Deployment live/other',
    'update Deployment live/web',
    'spec.template.metadata.annotations.injected: "nginx:1" → "nginx:2"',
    'spec.template.spec.containers[name="main"].image: "nginx:1" → "nginx:2"',
  ])
  assert.match(run.stdout, /\nplan: 1 to create, 2 to update, 4 unchanged\n$/)
  assert.is(run.exitCode, 2)
  assert.is((await plan(plane, args, input)).exitCode, 0)
})

real('the values of a Secret are not told, only that they differ', async (plane) => {
  const namespace = await makeNamespace(plane, 'secrets')
  const secret = (password: string): string =>
    stream(object('Secret', 's', { fields: { stringData: { password }, data: { user: 'cm9vdA==' } } }))
  const args = ['-n', namespace]
  assert.is((await sync(plane, ['-f', '-', ...args], { input: secret('correct-horse') })).exitCode, 0)
  for (const format of ['plain', 'json', 'mermaid', 'dot']) {
    const run = await plan(plane, [...args, '-o', format], secret('battery-staple'))
    assert.is(run.exitCode, 0)
    const shown = run.stdout + run.stderr
    for (const value of ['correct-horse', 'battery-staple']) {
      assert.not.match(shown, value)
      assert.not.match(shown, Buffer.from(value).toString('base64'))
    }
    if (format === 'plain') assert.equal(planned(run), ['update Secret secrets/s', 'data.password: (differs)'])
  }
})

real('a first deployment is planned: namespace, definition, an object of it, and a hook', async (plane) => {
  const schema = { type: 'object', properties: { spec: { type: 'object', properties: { size: { type: 'integer' } } } } }
  const definition: KubeObject = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'gadgets.first.example.com' },
    spec: {
      group: 'first.example.com',
      scope: 'Namespaced',
      names: { plural: 'gadgets', singular: 'gadget', kind: 'Gadget', listKind: 'GadgetList' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }],
    },
  }
  const gadget = (size: number | string): KubeObject => ({
    apiVersion: 'first.example.com/v1',
    kind: 'Gadget',
    metadata: { name: 'g', annotations: annotate({ wave: '2' }) },
    spec: { size },
  })
  const rest = [
    definition,
    object('Namespace', 'first'),
    deployment('web'),
    job('migrate', { hook: { hook: 'PreSync' } }),
  ]
  const run = await plan(plane, ['-n', 'first'], stream(...rest, gadget(1)))
  assert.is(run.exitCode, 0, run.stderr)
  assert.equal(planned(run), [
    'create Namespace first',
    'create Job first/migrate (hook; namespace first comes with this run)',
    'create CustomResourceDefinition gadgets.first.example.com',
    'create Deployment first/web (namespace first comes with this run)',
    'create Gadget first/g (the kind comes with this run)',
  ])
  const wrong = await plan(plane, ['-n', 'first'], stream(...rest, gadget('big')))
  assert.is(wrong.exitCode, 3)
  assert.match(
    wrong.stderr,
    'Gadget.first.example.com "g" is invalid: spec.size: Invalid value: "string": spec.size in body must be of type integer: "string" (by the CustomResourceDefinition of the manifests)\n',
  )
  assert.is(wrong.stdout, '')
  const refused = await sync(plane, ['-f', '-', '-n', 'first'], { input: stream(...rest, gadget('big')) })
  assert.equal([refused.exitCode, refused.writes], [3, []], 'the real run is refused alike')
})

real('what the server refuses is told as the sync tells it, with its exit code', async (plane) => {
  const namespace = await makeNamespace(plane, 'refusals')
  const wrong = { ...configMap('c'), data: { 'not a key': 'x' } }
  const run = await plan(plane, ['-n', namespace], stream(wrong, configMap('d')))
  assert.is(run.exitCode, 3)
  assert.match(run.stderr, /^Dry run: 1 manifest refused, nothing is written\n {2}<stdin>:\d ConfigMap refusals\/c /)
  assert.match(run.stderr, 'no plan: one or more objects failed to apply (dry run); nothing was written\n')
  const nowhere = await plan(plane, ['-n', 'nowhere'], stream(configMap('d')))
  assert.is(nowhere.exitCode, 3)
  assert.match(nowhere.stderr, 'namespaces "nowhere" not found')
})

real('--plan runs the plan, whatever the status did meanwhile', async (plane) => {
  const namespace = await makeNamespace(plane, 'held')
  const args = ['-f', '-', '-n', namespace]
  const hook = job('migrate', { hook: { hook: 'PreSync' } })
  assert.is((await sync(plane, [...args, '--no-wait'], { input: stream(hook, web('nginx:1'), service()) })).exitCode, 0)
  const input = stream(hook, web('nginx:2'), service(), configMap('c'))
  await inFolder(async (folder) => {
    const file = await savePlan(plane, folder, { namespace, input })
    await kubectl(plane, ['rollout', 'status', 'deployment/web', '-n', namespace, '--timeout=60s'])
    const run = await sync(plane, [...args, '--plan', file], { input })
    assert.is(run.exitCode, 0, run.stdout)
    assert.equal(run.writes, [
      'delete jobs migrate',
      'create jobs migrate',
      'create configmaps c',
      'apply deployments web',
    ])
    const again = await sync(plane, [...args, '--plan', file], { input })
    assert.equal([again.exitCode, again.writes], [3, []], 'a plan holds once')
  })
})

real('--plan refuses, before the first write, a changed live object and a changed manifest', async (plane) => {
  const namespace = await makeNamespace(plane, 'drift')
  const args = ['-f', '-', '-n', namespace]
  const secret = (password: string): KubeObject => object('Secret', 's', { fields: { stringData: { password } } })
  const before = [web('nginx:1'), service(), configMap('settings'), secret('correct-horse')]
  assert.is((await sync(plane, [...args, '--no-wait'], { input: stream(...before) })).exitCode, 0)
  const after = [web('nginx:2'), service(), configMap('settings'), secret('correct-horse'), configMap('new')]
  await inFolder(async (folder) => {
    const file = await savePlan(plane, folder, { namespace, input: stream(...after) })
    const refused = async (input: string, more: readonly string[] = []): Promise<readonly string[]> => {
      const run = await sync(plane, [...args, ...more, '--plan', file, '-o', 'json'], { input })
      assert.equal([run.exitCode, run.writes], [3, []])
      assert.equal(
        run.requests.filter(({ requestURI }) => requestURI.includes('dryRun')),
        [],
      )
      return run.events.flatMap((event) => (event.type === 'diagnostic' ? [event.diagnostic.message] : []))
    }
    const gone = after.filter(({ kind }) => kind !== 'Service')
    assert.equal(await refused(stream(...gone, configMap('more'))), [
      'Service drift/web (Sync) of the plan is not among the manifests any more',
      'ConfigMap drift/more (Sync) is not in the plan',
    ])
    const changed = after.map((one) =>
      one.kind === 'Secret' ? secret('battery') : one.kind === 'Deployment' ? web('x') : one,
    )
    assert.equal(await refused(stream(...changed), ['--no-hooks']), [
      '--hooks was true for the plan, and is false now',
      'the manifest of Deployment drift/web (Sync) changed since the plan was made',
      'the manifest of Secret drift/s changed since the plan was made',
    ])
    await kubectl(plane, ['scale', 'deployment/web', '-n', namespace, '--replicas=4'])
    await kubectl(plane, ['delete', 'configmap/settings', '-n', namespace])
    await kubectl(plane, ['create', 'configmap', 'new', '-n', namespace])
    await kubectl(plane, ['label', 'secret/s', '-n', namespace, 'a=b'])
    assert.equal(await refused(stream(...after)), [
      'Secret drift/s changed in the cluster since the plan was made',
      'ConfigMap drift/new appeared in the cluster since the plan was made',
      'ConfigMap drift/settings is gone from the cluster since the plan was made',
      'Deployment drift/web changed in the cluster since the plan was made',
    ])
    assert.equal(await refused(stream(...after), ['-n', 'default']), [
      'the plan was made for namespace drift, and this is default',
    ])
    const held = parseSavedPlan(readFileSync(file, 'utf8'), file)
    const other = planJson({ ...held, cluster: { server: 'https://x', id: 'y' } }, (text) => text)
    writeFileSync(file, other)
    const [message = ''] = await refused(stream(...after))
    assert.match(message, /^the plan was made on another cluster: https:/)
  })
})

async function savePlan(
  plane: ControlPlane,
  folder: string,
  { namespace, input }: { readonly namespace: string; readonly input: string },
): Promise<string> {
  const run = await plan(plane, ['-n', namespace, '-o', 'json'], input)
  assert.is(run.exitCode, 0, run.stderr)
  const file = join(folder, 'plan.json')
  writeFileSync(file, run.stdout)
  return file
}

test.run()
