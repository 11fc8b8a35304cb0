// An object of an app that Argo CD takes over on a real API server: a prune leaves it, a deletion is refused, --take-ownership takes it.
// time limit: 90 s
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { withControlPlane } from '../support/control-plane.ts'
import { kubectl, live, makeNamespace, stream, sync } from './lab.ts'
import { configMap } from './workload.ts'

const test = suite('handed over')
const real = withControlPlane(test)

for (const [how, words] of [
  ['by annotation', ['annotate', 'configmap/c', 'argocd.argoproj.io/tracking-id=newapp:/ConfigMap:by-annotation/c']],
  ['by label', ['label', 'configmap/c', 'app.kubernetes.io/instance=newapp', '--field-manager=argocd-controller']],
] as const) {
  real(`what Argo CD tracks ${how} is its own until it is taken back`, async (plane) => {
    const namespace = await makeNamespace(plane, how.replace(' ', '-'))
    const app = ['--app', 'shop', '-n', namespace]
    const run = async (args: readonly string[], ...names: readonly string[]) =>
      sync(plane, [...args, ...app], { input: stream(...names.map((name) => configMap(name))) })
    assert.is((await run(['-f', '-'], 'c', 'stays')).exitCode, 0)
    await kubectl(plane, [...words, '-n', namespace])
    const pruned = await run(['-f', '-', '--prune', '--prune-limit=100%'], 'stays')
    assert.equal([pruned.exitCode, pruned.writes], [0, []], pruned.stdout + pruned.stderr)
    assert.match(pruned.stdout, "ignored (no prune): Argo CD's application newapp tracks it")
    for (const [args, names] of [
      [
        ['-f', '-'],
        ['c', 'stays'],
      ],
      [['delete', '--yes'], []],
    ] as const) {
      const refused = await run(args, ...names)
      assert.equal([refused.exitCode, refused.writes], [3, []], refused.stdout + refused.stderr)
      assert.match(refused.stdout, "Argo CD's application newapp tracks it; --take-ownership")
    }
    const taken = await run(['-f', '-', '--take-ownership'], 'c', 'stays')
    assert.equal([taken.exitCode, taken.writes], [0, ['apply configmaps c']], taken.stdout + taken.stderr)
    const again = await run(['-f', '-'], 'c', 'stays')
    assert.equal([again.exitCode, again.writes], [0, []], again.stdout + again.stderr)
    const gone = await run(['delete', '--yes'])
    assert.is(gone.exitCode, 0, gone.stdout + gone.stderr)
    assert.is(await live(plane, 'configmap/c', '-n', namespace), undefined)
  })
}

test.run()
