// An autoscaler's replicas on a real API server: with ignoreDifferences and RespectIgnoreDifferences they stay, and nothing is asked for them.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ControlPlane } from '../../scripts/control-plane/control-plane.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { field, numberField } from '../../src/object/kube-object.ts'
import { managedFieldsOf } from '../../src/object/managed-fields.ts'
import { withControlPlane } from '../support/control-plane.ts'
import { inFolder, kubectl, live, makeNamespace, stream, sync } from './lab.ts'
import type { WitnessedRun } from './lab.ts'
import { deployment } from './workload.ts'

const test = suite('ignore differences')
const real = withControlPlane(test, { controllerManager: false, kwok: false })

const RESPECT = ['--sync-option', 'RespectIgnoreDifferences=true', '--no-wait']
const REPLICAS = ['--ignore-difference', 'apps/Deployment:/spec/replicas', ...RESPECT]

const web = (image: string, more: object = {}): KubeObject => {
  const container = { name: 'main', image }
  const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [container], ...more } }
  return deployment('web', { replicas: 2, template })
}

/** What it asked the server to write, dry runs too. */
const attempts = ({ requests }: WitnessedRun): readonly string[] =>
  requests.flatMap(({ verb, object }) =>
    ['create', 'update', 'patch'].includes(verb) && object?.resource !== 'leases'
      ? [`${verb} ${object?.resource ?? ''}`]
      : [],
  )

async function replicas(plane: ControlPlane, namespace: string): Promise<number | undefined> {
  return numberField(await live(plane, 'deployment/web', '-n', namespace), 'spec', 'replicas')
}

/** As an autoscaler does it, through the scale subresource. */
async function scale(plane: ControlPlane, namespace: string, number: number): Promise<void> {
  await kubectl(plane, ['scale', 'deployment/web', '-n', namespace, `--replicas=${number}`])
}

real(
  'the number that an autoscaler has made stays, with no write and no dry run; a change is one write',
  async (plane) => {
    const namespace = await makeNamespace(plane, 'scaled')
    await inFolder(async (folder) => {
      const rule = { group: 'apps', kind: 'Deployment', jsonPointers: ['/spec/replicas'] }
      const settings = {
        namespace,
        wait: false,
        syncOptions: ['RespectIgnoreDifferences=true'],
        ignoreDifferences: [rule],
      }
      writeFileSync(join(folder, 'hooksync.yaml'), JSON.stringify(settings))
      const put = (image: string): void => writeFileSync(join(folder, 'web.yaml'), stream(web(image)))
      put('nginx:1')
      assert.is((await sync(plane, ['-f', folder])).exitCode, 0)
      await scale(plane, namespace, 5)
      const plan = await sync(plane, ['plan', '-f', folder, '--detailed-exitcode'])
      assert.equal([plan.exitCode, attempts(plan)], [0, []], plan.stdout)
      const same = await sync(plane, ['-f', folder])
      assert.equal([same.exitCode, attempts(same), await replicas(plane, namespace)], [0, [], 5], same.stdout)
      put('nginx:2')
      const changed = await sync(plane, ['-f', folder])
      assert.equal([changed.exitCode, changed.writes], [0, ['apply deployments web']], changed.stdout)
      assert.not.match(changed.stdout, 'took')
      await scale(plane, namespace, 6)
      const again = await sync(plane, ['-f', folder])
      assert.equal([again.exitCode, attempts(again), await replicas(plane, namespace)], [0, [], 6], again.stdout)
      const deployed = await live(plane, 'deployment/web', '-n', namespace)
      const owners = managedFieldsOf(deployed ?? web('')).filter(
        ({ fields }) => field(fields, 'f:spec', 'f:replicas') !== undefined,
      )
      assert.equal(
        owners.map(({ manager, subresource }) => [manager, subresource]),
        [['kubectl', 'scale']],
      )
    })
  },
)

real('so does that of an object that kubectl has applied client-side', async (plane) => {
  const namespace = await makeNamespace(plane, 'client-side')
  await kubectl(plane, ['apply', '-n', namespace, '-f', '-'], stream(web('nginx:1')))
  const args = ['-f', '-', '-n', namespace, ...REPLICAS]
  // Nobody has scaled it yet: it is taken over with its number.
  assert.is((await sync(plane, args, { input: stream(web('nginx:2')) })).exitCode, 0)
  assert.is(await replicas(plane, namespace), 2)
  await scale(plane, namespace, 5)
  const run = await sync(plane, args, { input: stream(web('nginx:3')) })
  assert.equal(
    [run.exitCode, run.writes, await replicas(plane, namespace)],
    [0, ['apply deployments web'], 5],
    run.stdout,
  )
})

real('a container that others put in, by a path of jq, and with a write of the whole object', async (plane) => {
  const namespace = await makeNamespace(plane, 'injected')
  const rule = 'apps/Deployment:.spec.template.spec.initContainers[] | select(.name == "injected")'
  const args = ['-f', '-', '-n', namespace, '--ignore-difference', rule, ...RESPECT]
  const input = stream(web('nginx:1'))
  assert.is((await sync(plane, args, { input })).exitCode, 0)
  const patch = { spec: { template: { spec: { initContainers: [{ name: 'injected', image: 'proxy' }] } } } }
  await kubectl(plane, ['patch', 'deployment/web', '-n', namespace, '-p', JSON.stringify(patch)])
  const same = await sync(plane, args, { input })
  assert.equal([same.exitCode, attempts(same)], [0, []], same.stdout)
  const replaced = await sync(plane, [...args, '--sync-option', 'Replace=true'], { input: stream(web('nginx:2')) })
  assert.is(replaced.exitCode, 0, replaced.stdout)
  const deployed = await live(plane, 'deployment/web', '-n', namespace)
  const spec = field(deployed, 'spec', 'template', 'spec')
  const names = ['initContainers', 'containers'].map((list) =>
    JSON.stringify(field(spec, list)).match(/"image":"[^"]+"/g),
  )
  assert.equal(names, [['"image":"proxy"'], ['"image":"nginx:2"']])
})

real("a Secret's value that others have changed stays, though the manifest has it as a text", async (plane) => {
  const namespace = await makeNamespace(plane, 'secret')
  const rule = 'Secret:/data/a'
  const args = ['-f', '-', '-n', namespace, '--ignore-difference', rule, ...RESPECT]
  const secret = (b: string): string =>
    stream({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { a: 'generated', b } })
  assert.is((await sync(plane, args, { input: secret('1') })).exitCode, 0)
  await kubectl(plane, ['patch', 'secret/s', '-n', namespace, '-p', '{"data":{"a":"b3RoZXI="}}'])
  const run = await sync(plane, args, { input: secret('2') })
  assert.equal([run.exitCode, run.writes], [0, ['apply secrets s']], run.stdout)
  assert.equal(field(await live(plane, 'secret/s', '-n', namespace), 'data'), { a: 'b3RoZXI=', b: 'Mg==' })
  assert.equal(attempts(await sync(plane, args, { input: secret('2') })), [])
})

test.run()
