// time limit: 300 s
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ControlPlane } from '../../../scripts/control-plane/control-plane.ts'
import { ensureKubectl } from '../../../scripts/control-plane/tools.ts'
import { listField, stringField } from '../../../src/object/kube-object.ts'
import { makeNamespace } from '../../real/lab.ts'
import { withControlPlane } from '../../support/control-plane.ts'
import { PROGRAM } from '../../support/program.ts'
import { dataOf, listObjects } from './helm-lab.ts'

const test = suite('a caller with the code of Helm in it')
const real = withControlPlane(test)

const settings = (namespace: string, color: string): string => `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  labels: {app.kubernetes.io/managed-by: Helm}
  annotations: {meta.helm.sh/release-name: demo, meta.helm.sh/release-namespace: ${namespace}}
data: {color: ${color}}
`

/** What such a program does: it starts the renderer, and applies what it gets back under its own name. */
const CALLER = `"$NODE" "$PROGRAM" post-render --drive --release demo --namespace "$NAMESPACE" $MORE < "$INPUT" > "$INPUT.out" &&
  cat "$INPUT.out" && "$KUBECTL" apply --server-side --field-manager="$MANAGER" -n "$NAMESPACE" -f "$INPUT.out"`

const ROWS = [
  { label: 'its name is found', name: 'sdk', manager: 'sdk', more: '' },
  { label: 'its name is given', name: 'bash', manager: 'operator', more: '--field-manager=operator' },
] as const

for (const { label, name, manager, more } of ROWS) {
  real(`${label}: the second run conflicts with nobody`, async (plane) => {
    const namespace = await makeNamespace(plane, `manager-${name}`)
    for (const color of ['blue', 'green']) {
      const { exitCode, stdout, stderr } = await call(plane, { name, namespace, color, more, manager })
      assert.is(exitCode, 0, stdout + stderr)
      const objects = await listObjects(plane, namespace, 'configmaps')
      assert.is(dataOf(objects, 'settings', 'color'), color)
      const found = objects.find(({ metadata }) => metadata.name === 'settings')
      const managers = listField(found, 'metadata', 'managedFields').map((entry) => stringField(entry, 'manager'))
      assert.equal(managers, [manager])
    }
  })
}

async function call(
  plane: ControlPlane,
  told: {
    readonly name: string
    readonly namespace: string
    readonly color: string
    readonly more: string
    readonly manager: string
  },
) {
  const folder = mkdtempSync(join(tmpdir(), 'hooksync-caller-'))
  try {
    const [script, input] = [join(folder, 'caller.sh'), join(folder, 'input.yaml')]
    writeFileSync(script, CALLER)
    chmodSync(script, 0o755)
    writeFileSync(input, settings(told.namespace, told.color))
    return await execa('bash', ['-c', `exec -a /opt/bin/${told.name} bash ${script}`], {
      env: {
        ...plane.env,
        NODE: process.execPath,
        PROGRAM,
        KUBECTL: await ensureKubectl(),
        NAMESPACE: told.namespace,
        INPUT: input,
        MANAGER: told.manager,
        MORE: told.more,
        HOME: folder,
        HELM_PLUGIN_NAME: 'kubectl-hooksync',
      },
      reject: false,
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test.run()
