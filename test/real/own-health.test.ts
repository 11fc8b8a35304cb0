// Own health rules on a real API server: a wave waits for a resource whose kind only a rule in Lua knows.
// time limit: 120 s
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { withControlPlane } from '../support/control-plane.ts'
import { annotate, object } from '../support/objects.ts'
import { stubDefinition } from '../support/stub-definition.ts'
import { kubectl, makeNamespace, startSync, stream } from './lab.ts'

const test = suite('own health')
const real = withControlPlane(test, { kwok: false })

const definition = stubDefinition({
  group: 'own.example.com',
  kind: 'Vat',
  plural: 'vats',
  annotations: annotate({ wave: '-1' }),
})
const vat: KubeObject = { apiVersion: 'own.example.com/v1', kind: 'Vat', metadata: { name: 'v' } }

const KEY = 'resource.customizations.health.own.example.com_Vat'
const RULE = `if obj.status and obj.status.level and obj.status.level >= 10 then
  return { status = "Healthy", message = "full at " .. obj.status.level }
end
return { status = "Progressing", message = "filling" }
`

for (const from of ['file', 'cluster'] as const) {
  real(`a wave opens by a rule of a ${from}`, async (plane) => {
    const namespace = await makeNamespace(plane, `own-${from}`)
    const cm = { ...object('ConfigMap', 'argocd-cm', { namespace }), data: { [KEY]: RULE } }
    const path = join(mkdtempSync(join(tmpdir(), 'own-')), 'cm.json')
    writeFileSync(path, JSON.stringify(cm))
    if (from === 'cluster') await kubectl(plane, ['create', '-f', path])
    const name = from === 'file' ? path : `cluster:${namespace}`
    const after = object('ConfigMap', 'after', { annotations: annotate({ wave: '1' }) })
    const args = ['-f', '-', '-n', namespace, '-o', 'json', '--health-from', name]
    const running = startSync(plane, args, { input: stream(definition, vat, after) })
    await running.told(/"status":"Progressing","message":"filling"/)
    const patch = (level: number): Promise<unknown> =>
      kubectl(plane, [
        'patch',
        'vat/v',
        '-n',
        namespace,
        '--subresource=status',
        '--type=merge',
        '-p',
        `{"status":{"level":${level}}}`,
      ])
    await patch(3)
    await patch(12)
    const run = await running.ended
    assert.is(run.exitCode, 0, run.stdout + run.stderr)
    assert.match(run.stdout, /"status":"Healthy","message":"full at 12"/)
  })
}

const LEAKY = `if obj.status and obj.status.level then
  return { status = "Degraded", message = "it leaks at level " .. obj.status.level }
end
return { status = "Progressing", message = "filling" }
`

for (const [how, flags, status, cause] of [
  ['an own rule', [], { level: 3 }, 'it leaks at level 3'],
  [
    'its conditions',
    ['--unknown-health=kstatus'],
    { conditions: [{ type: 'Stalled', status: 'True', reason: 'Leaks', message: 'at level 3' }] },
    'Leaks: at level 3',
  ],
] as const) {
  real(`what failed by ${how} has for its cause what that says, down to the last line`, async (plane) => {
    const namespace = await makeNamespace(plane, flags.length === 0 ? 'own-cause' : 'kstatus-cause')
    const path = join(mkdtempSync(join(tmpdir(), 'own-')), 'cm.json')
    writeFileSync(path, JSON.stringify({ ...object('ConfigMap', 'argocd-cm'), data: { [KEY]: LEAKY } }))
    const own = flags.length === 0 ? ['--health-from', path] : flags
    const after = object('ConfigMap', 'after', { annotations: annotate({ wave: '1' }) })
    const running = startSync(plane, ['-f', '-', '-n', namespace, '--timeout', '60s', ...own], {
      input: stream(definition, vat, after),
    })
    await running.told(/created Vat/)
    const patch = ['patch', 'vat/v', '-n', namespace, '--subresource=status', '--type=merge', '-p']
    await kubectl(plane, [...patch, JSON.stringify({ status })])
    const { exitCode, stdout } = await running.ended
    assert.is(exitCode, 1, stdout)
    const lines = stdout.trimEnd().split('\n')
    assert.match(lines.at(-1) ?? '', new RegExp(`Failed in \\S+ at Sync/v: ${cause} ·`))
    assert.ok(
      lines.slice(-10).some((line) => line.includes(`cause: ${cause}`)),
      stdout,
    )
  })
}

test.run()
