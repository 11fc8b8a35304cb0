// time limit: 300 s
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { stringField } from '../../../src/object/kube-object.ts'
import { withControlPlane } from '../../support/control-plane.ts'
import { isThere, listObjects, withHelm } from './helm-lab.ts'
import type { Scene } from './helm-lab.ts'
import { withChart } from './small-chart.ts'
import { wrapped } from './wrapper-stories.ts'

const test = suite('the mark by which Helm keeps a hook of ours')
const plane = withControlPlane(test)

const CHART = {
  'values.yaml': 'as: hook\n',
  'templates/other.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: other}\n',
  'templates/changing.yaml': `{{ if ne .Values.as "absent" }}
apiVersion: v1
kind: ConfigMap
metadata:
  name: changing
  annotations:
    {{- if eq .Values.as "hook" }}
    argocd.argoproj.io/hook: PreSync
    argocd.argoproj.io/hook-delete-policy: HookFailed
    {{- end }}
    revision: "{{ .Release.Revision }}"
{{ end }}`,
}

async function mark({ plane: cluster, namespace }: Scene): Promise<string | undefined> {
  const objects = await listObjects(cluster, namespace, 'configmaps')
  const changing = objects.find(({ metadata }) => metadata.name === 'changing')
  assert.ok(changing !== undefined, 'it is there')
  return stringField(changing, 'metadata', 'annotations', 'helm.sh/resource-policy')
}

for (const { major, flags } of [
  { major: 3, flags: [] },
  { major: 4, flags: [] },
  { major: 4, flags: ['--server-side=false'] },
] as const) {
  const real = withHelm(test, plane, { major, label: `keep-${major}${flags.length}` })
  const words = (chart: string, as: string) => ['upgrade', '-i', 'demo', chart, '--set', `as=${as}`, ...flags]
  const name = ['Helm', major, ...flags].join(' ')

  real(
    `${name}: a hook that is an ordinary object after an upgrade without us is one in every respect`,
    async (scene) => {
      await withChart(CHART, async (chart) => {
        const first = await wrapped(scene, ...words(chart, 'hook'))
        assert.is(first.exitCode, 0, first.stderr)
        await scene.plain(words(chart, 'plain'))
        assert.is(await mark(scene), undefined)
        await scene.plain(words(chart, 'absent'))
        assert.is(await isThere(scene, 'configmap/changing'), false)
      })
    },
  )

  real(
    `${name}: Helm keeps a hook of ours that it lists itself, and the mark goes with the next run`,
    async (scene) => {
      await withChart(CHART, async (chart) => {
        await scene.plain(words(chart, 'hook'))
        for (const expected of ['keep', undefined]) {
          const run = await wrapped(scene, ...words(chart, 'hook'))
          assert.is(run.exitCode, 0, run.stderr)
          assert.is(await mark(scene), expected)
        }
        const last = await wrapped(scene, ...words(chart, 'plain'))
        assert.is(last.exitCode, 0, last.stderr)
        assert.is(await mark(scene), undefined)
      })
    },
  )
}

test.run()
