// time limit: 300 s
// Long quoted texts as charts of alert rules have them. Helm 4 prints each anew for a renderer: what is in single quotes and
// ends with a line break gets its closing quote in the first column, what is in double quotes becomes one line.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Json } from '../../../src/object/kube-object.ts'
import { field, listField, stringField } from '../../../src/object/kube-object.ts'
import { withControlPlane } from '../../support/control-plane.ts'
import { listObjects, resourceVersions, withHelm } from './helm-lab.ts'
import type { Scene, WitnessedHelm } from './helm-lab.ts'
import { createSecondReader } from './second-reader.ts'
import { withChart } from './small-chart.ts'
import { wrapped } from './wrapper-stories.ts'

const test = suite('long quoted texts, wrapped, with Helm 4')
const real = withHelm(test, withControlPlane(test), { major: 4, label: 'wraps' })

const PLACE = 'instance {{ $labels.instance }} of job "{{ $labels.job }}", device {{ $labels.device }}'

/** Seven in single quotes that end with a line break, as they stand behind `description: `. */
const SINGLE = [
  `'The processors of ${PLACE} were busy\n\n          for 15 minutes; it''s {{ printf "%.2f" $value }}% now.\n\n          '`,
  `'Load per core of ${PLACE}\n          is at {{ printf "%.2f" $value }}.\n\n\n          This machine doesn''t answer in time.\n\n          '`,
  `'Major page faults of ${PLACE}\n\n          are at {{ printf "%.2f" $value }} a second: # more memory, or less to do.\n\n\n          '`,
  `'Memory of ${PLACE} is filled\n          by {{ printf "%.2f" $value }}%: \\n is no break here.\n\n'`,
  `'The queue of ${PLACE}\n\n          - has "{{ printf "%.2f" $value }}" entries\n\n          - is never empty\n\n        '`,
  `'Unit {{ $labels.name }} of ${PLACE}\n          has failed.\n\n  '`,
  `'\n\n          Unit {{ $labels.name }} of ${PLACE} was started\n          again and again.\n\n          '`,
] as const

/** In double quotes; the last two end in the first column already in the chart. */
const DOUBLE = [
  `"Welcome to \\"${PLACE.replaceAll('"', '')}\\".\n\n          Second paragraph.\n          "`,
  `"Disk \\"{{ $labels.device }}\\" is full: \\\n          \\  deeper, \\ttab, \\u00e9.\n\n\n          ${PLACE.replaceAll('"', '\\"')}\n\n          "`,
  `"${'A sentence that is said again. '.repeat(12)}\\\\ \\"end\\"\n\n"`,
  `"one \\"two\\"\n\n          three\\n\n"`,
] as const

const TEXTS: readonly string[] = [...SINGLE, ...DOUBLE]

const DEFINITION = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: alertrules.wraps.example.com}
spec:
  group: wraps.example.com
  names: {kind: AlertRule, plural: alertrules}
  scope: Namespaced
  versions:
  - name: v1
    served: true
    storage: true
    schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
`

const rules = TEXTS.map(
  (text, index) => `    - alert: Rule${index}\n      annotations:\n        description: ${text}\n`,
)

const RULES = `apiVersion: wraps.example.com/v1
kind: AlertRule
metadata:
  name: NAME
  annotations:
${TEXTS.map((text, index) => `    example.com/a${index}: ${text}\n`).join('')}spec:
  groups:
  - name: all
    rules:
${rules.join('')}`

const SETTINGS = `apiVersion: v1
kind: ConfigMap
metadata: {name: NAME}
data:
${TEXTS.map((text, index) => `  k${index}: ${text}\n`).join('')}`

/** A template that renders this text, with the name of the release in place of NAME. */
function template(text: string): string {
  return text.replaceAll('{{', '{{ "{{" }}').replace('NAME', '{{ .Release.Name }}')
}

const TEMPLATES = { 'rules.yaml': template(RULES), 'settings.yaml': template(SETTINGS) }

const CHART = {
  'crds/rules.yaml': DEFINITION,
  ...Object.fromEntries(Object.entries(TEMPLATES).map(([name, text]) => [`templates/${name}`, text])),
}

const TYPES = 'configmaps,alertrules.wraps.example.com'

/** All that a release has stored of the texts. */
async function stored(
  { plane, namespace }: Scene,
  release: string,
): Promise<Readonly<Record<string, Json | undefined>>> {
  const objects = (await listObjects(plane, namespace, TYPES)).filter(({ metadata }) => metadata.name === release)
  const [settings, rule] = ['ConfigMap', 'AlertRule'].map((kind) => objects.find((object) => object.kind === kind))
  const annotations = Object.entries(rule?.metadata.annotations ?? {}).filter(([key]) => key.startsWith('example.com/'))
  return { data: field(settings, 'data'), spec: field(rule, 'spec'), annotations: Object.fromEntries(annotations) }
}

async function descriptions({ plane, namespace }: Scene): Promise<readonly (string | undefined)[]> {
  const [rule] = await listObjects(plane, namespace, 'alertrules.wraps.example.com')
  const all = listField(rule, 'spec', 'groups').flatMap((group) => listField(group, 'rules'))
  return all.map((one) => stringField(field(one, 'annotations'), 'description'))
}

async function versions({ plane, namespace }: Scene): Promise<Readonly<Record<string, unknown>>> {
  const objects = await listObjects(plane, namespace, 'alertrules.wraps.example.com')
  const generations = objects.map((object) => [
    `generation of ${object.metadata.name}`,
    field(object, 'metadata', 'generation'),
  ])
  return { ...(await resourceVersions(plane, namespace, TYPES)), ...Object.fromEntries(generations) }
}

const WAYS: Readonly<Record<string, (scene: Scene, words: readonly string[]) => Promise<WitnessedHelm>>> = {
  renderer: (scene, words) => scene.rendered(words),
  wrapper: (scene, words) => wrapped(scene, ...words),
}

for (const [way, run] of Object.entries(WAYS)) {
  real(`${way}: deployed as Helm alone stores them, and an upgrade changes nothing`, async (scene) => {
    await withChart(CHART, async (chart) => {
      const first = await run(scene, ['upgrade', '--install', 'demo', chart])
      assert.is(first.exitCode, 0, first.stdout + first.stderr)
      const texts = await descriptions(scene)
      assert.is(texts.length, TEXTS.length)
      assert.match(texts[0] ?? '', /^The processors of instance \{\{ \$labels\.instance \}\} .* busy\nfor .*% now\.\n$/)
      assert.is(texts.at(-1), 'one "two"\nthree\n ')
      const before = await versions(scene)
      assert.is(before['generation of demo'], 1)
      for (const _ of [2, 3]) {
        const again = await run(scene, ['upgrade', '--install', 'demo', chart])
        assert.is(again.exitCode, 0, again.stdout + again.stderr)
        assert.equal(await versions(scene), before)
      }
      await scene.plain(['upgrade', '--install', 'alone', chart])
      assert.equal(await stored(scene, 'demo'), await stored(scene, 'alone'))
    })
  })
}

test('Helm hands them over with the closing quote in the first column', async () => {
  const reader = await createSecondReader()
  try {
    const text = (await reader.handedOver(TEMPLATES)) ?? ''
    // Each stands three times in the chart.
    assert.is(text.match(/^'$/gm)?.length, SINGLE.length * 3)
  } finally {
    reader.close()
  }
})

test.run()
