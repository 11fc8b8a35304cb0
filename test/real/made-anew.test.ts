// What no update can do, on a real API server: deleted and created anew.
// time limit: 120 s
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { field } from '../../src/object/kube-object.ts'
import { withControlPlane } from '../support/control-plane.ts'
import { binding, job } from '../support/workloads.ts'
import { live, makeNamespace, stream, sync } from './lab.ts'

const test = suite('made anew')
const real = withControlPlane(test)

for (const flags of [[], ['--argo-compat']]) {
  real(`a binding whose role changes ${flags.join(' ')}`, async (plane) => {
    const namespace = await makeNamespace(plane, `role${flags.length}`)
    const input = (name: string): string => {
      const here = { namespace, role: { kind: 'ClusterRole', name } }
      return stream(binding('RoleBinding', 'b', here), binding('ClusterRoleBinding', namespace, here))
    }
    const args = ['-f', '-', '-n', namespace, ...flags]
    assert.is((await sync(plane, args, { input: input('view') })).exitCode, 0)
    const run = await sync(plane, args, { input: input('edit') })
    assert.is(run.exitCode, 0, run.stdout)
    assert.equal([...run.writes].toSorted(), [
      `create clusterrolebindings ${namespace}`,
      'create rolebindings b',
      `delete clusterrolebindings ${namespace}`,
      'delete rolebindings b',
    ])
    assert.match(run.stdout, 'roleRef changes from ClusterRole/view to ClusterRole/edit')
    assert.is(field(await live(plane, 'rolebinding', 'b', '-n', namespace), 'roleRef', 'name'), 'edit')
    const again = await sync(plane, args, { input: input('edit') })
    assert.equal([again.exitCode, again.writes], [0, []], again.stdout)
  })
}

for (const flags of [[], ['--argo-compat']]) {
  real(`Force=true: a changed Job ${flags.join(' ')}`, async (plane) => {
    const namespace = await makeNamespace(plane, `force${flags.length}`)
    const args = ['-f', '-', '-n', namespace, '--no-wait', ...flags]
    const input = (image: string): string => stream(job('once', { options: 'Force=true', image }))
    assert.is((await sync(plane, args, { input: input('one') })).exitCode, 0)
    const run = await sync(plane, args, { input: input('two') })
    assert.is(run.exitCode, 0, run.stdout)
    assert.equal(run.writes, ['delete jobs once', 'create jobs once'])
    assert.match(run.stdout, 'recreated Job')
    const again = await sync(plane, args, { input: input('two') })
    assert.is(again.exitCode, 0, again.stdout)
    assert.match(again.stdout, ': 1 unchanged')
  })
}

test.run()
