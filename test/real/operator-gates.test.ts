// The gate after a wave with an operator's resource, on a real API server, with statuses as the operators write them.
// time limit: 120 s
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { JsonObject, KubeObject } from '../../src/object/kube-object.ts'
import { withControlPlane } from '../support/control-plane.ts'
import type { ControlPlane } from '../support/control-plane.ts'
import { annotate, object } from '../support/objects.ts'
import { waitUntil } from '../support/wait-until.ts'
import { kubectl, makeNamespace, startSync, stream } from './lab.ts'
import { STORIES } from './operator-statuses.ts'
import type { OperatorStory } from './operator-statuses.ts'

const test = suite('operator gates')
const real = withControlPlane(test, { kwok: false })

/** Opens at the status that says ready, and not before; then fails at the one that says failed. */
async function story(plane: ControlPlane, told: OperatorStory): Promise<void> {
  const namespace = await makeNamespace(plane, told.plural)
  const resource = (name: string, wave: string): KubeObject => ({
    apiVersion: told.apiVersion,
    kind: told.kind,
    metadata: { name, annotations: annotate({ wave }) },
    spec: told.spec,
  })
  const input = stream(
    resource('good', '0'),
    resource('bad', '1'),
    object('ConfigMap', 'after', { annotations: annotate({ wave: '2' }) }),
  )
  const run = startSync(plane, ['-f', '-', '-n', namespace, '--timeout', '45s'], { input })
  const type = `${told.plural}.${told.apiVersion.split('/')[0] ?? ''}`
  const isThere = async (name: string): Promise<boolean> =>
    (await kubectl(plane, ['get', name, '-n', namespace, '--ignore-not-found', '-o', 'name'])) !== ''
  const write = async (name: string, status: JsonObject): Promise<string> =>
    kubectl(plane, [
      'patch',
      type,
      name,
      '-n',
      namespace,
      '--subresource=status',
      '--type=merge',
      '-p',
      JSON.stringify({ status }),
    ])

  await run.told(new RegExp(`waiting for ${told.kind} [^ ]*good`))
  for (const { status, told: words } of told.progressing) {
    await write('good', status)
    await run.told(new RegExp(literal(words)))
  }
  assert.not.ok(await isThere(`${type}/bad`), 'it opened before it was ready')
  await write('good', told.ready)
  await waitUntil(() => isThere(`${type}/bad`))
  await write('bad', told.failed)
  const { exitCode, stdout } = await run.ended
  const end = stdout.trimEnd().split('\n').slice(-6).join('\n')
  assert.is(exitCode, 1, stdout)
  assert.match(end, told.failure, stdout)
  assert.not.ok(await isThere('configmap/after'))
}

real(
  'the gate opens when the operator says ready, and fails with its words when it says that it failed',
  async (plane) => {
    await kubectl(plane, ['apply', '-f', '-'], stream(...STORIES.map(definition)))
    const names = STORIES.map(({ apiVersion, plural }) => `crd/${plural}.${apiVersion.split('/')[0] ?? ''}`)
    await kubectl(plane, ['wait', '--for=condition=Established', ...names])
    const ends = await Promise.allSettled(STORIES.map(async (told) => story(plane, told)))
    const faults = ends.flatMap((end, index) =>
      end.status === 'fulfilled' ? [] : [`${STORIES[index]?.kind ?? ''}: ${String(end.reason)}`],
    )
    assert.equal(faults, [])
  },
)

/** The kind as a stub: it takes any field, and its status is written apart, so that the generation counts the spec alone. */
function definition({ apiVersion, kind, plural }: OperatorStory): KubeObject {
  const [group = '', version = ''] = apiVersion.split('/')
  const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }
  const schema = { openAPIV3Schema: { type: 'object', properties: { spec: open, status: open } } }
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}`, annotations: { 'api-approved.kubernetes.io': 'unapproved, a stub' } },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: [{ name: version, served: true, storage: true, subresources: { status: {} }, schema }],
    },
  }
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

test.run()
