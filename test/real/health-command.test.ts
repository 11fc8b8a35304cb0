// `kubectl hooksync health` on a real API server: resources that are named, one that is not there, and a right that is missing.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { JsonObject, KubeObject } from '../../src/object/kube-object.ts'
import { isKubernetesGroup } from '../../src/object/kubernetes-group.ts'
import { withControlPlane } from '../support/control-plane.ts'
import { object } from '../support/objects.ts'
import { runProgram } from '../support/program.ts'
import { stubDefinition } from '../support/stub-definition.ts'
import { kubectl, makeNamespace, stream } from './lab.ts'

const test = suite('health command')
const real = withControlPlane(test, { kwok: false })

const GROUP = 'cert-manager.io'
const definition = stubDefinition({
  group: GROUP,
  kind: 'Certificate',
  plural: 'certificates',
  shortNames: ['tlscert'],
})

real('all groups that a server brings are Kubernetes\u2019 own', async (plane) => {
  const groups = (await kubectl(plane, ['api-versions'])).trim().split('\n')
  const names = groups.map((version) => (version.includes('/') ? (version.split('/')[0] ?? '') : ''))
  assert.equal(
    names.filter((group) => !isKubernetesGroup(group)),
    [],
  )
  assert.ok(names.length > 15)
})

real('named resources are judged by what the server says of them now', async (plane) => {
  const namespace = await makeNamespace(plane, 'judged')
  await kubectl(plane, ['apply', '-f', '-'], stream(definition))
  await kubectl(plane, ['wait', '--for=condition=Established', `crd/certificates.${GROUP}`])
  const tls: KubeObject = { apiVersion: `${GROUP}/v1`, kind: 'Certificate', metadata: { name: 'tls', namespace } }
  await kubectl(plane, ['create', '-f', '-'], stream(tls, object('ConfigMap', 'c', { namespace })))
  const health = async (words: string): Promise<readonly [number | undefined, string, string]> => {
    const run = await runProgram(['health', ...words.split(' '), '-n', namespace], { env: plane.env })
    return [run.exitCode, run.stdout, run.stderr]
  }
  const write = async (status: JsonObject): Promise<void> => {
    const patch = ['--subresource=status', '--type=merge', '-p', JSON.stringify({ status })]
    await kubectl(plane, ['patch', 'certificate/tls', '-n', namespace, ...patch])
  }
  const rule = `rule: ${GROUP}/Certificate`
  await write({ conditions: [{ type: 'Ready', status: 'False', reason: 'DoesNotExist', message: 'no Secret' }] })
  assert.equal(await health('Certificate/tls ConfigMap/c'), [
    1,
    `Progressing Certificate judged/tls: DoesNotExist: no Secret (${rule}; status.conditions[Ready]; with --argo-compat: Degraded)\n` +
      'none        ConfigMap judged/c: no health rule: counts as done once applied\n',
    '',
  ])
  await write({ conditions: [{ type: 'Ready', status: 'True', reason: 'Ready', message: 'issued' }] })
  assert.equal(await health(`certificate.${GROUP}/tls`), [
    0,
    `Healthy     Certificate judged/tls: issued (${rule}; status.conditions[Ready])\n`,
    '',
  ])
  for (const written of ['certificates', 'tlscert', `tlscert.${GROUP}`])
    assert.is((await health(`${written}/tls`))[0], 0)
  assert.equal(await health('Certificate/other'), [1, 'Missing     Certificate judged/other: it is not there\n', ''])
  const [exitCode, stdout, stderr] = await health('Certificate/tls --as jo')
  assert.equal([exitCode, stdout], [4, ''])
  assert.match(stderr, /certificates\.cert-manager\.io "tls" is forbidden: User "jo" cannot get/)
})

test.run()
