// Every real manifest is planned, without a crash, and in an order that does not depend on that of the documents.
import { readdirSync, readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Manifest } from '../../src/manifest/manifest.ts'
import { parseManifests } from '../../src/manifest/parse-manifests.ts'
import { groupVersionKind } from '../../src/object/resource-key.ts'
import { planSync, typeKey } from '../../src/plan/plan-sync.ts'
import { NO_PRUNE } from '../../src/plan/sync-plan.ts'
import { ARGO_POLICY } from '../../src/policy.ts'
import { sharedPath } from '../support/shared.ts'
import { skip } from '../support/skip.ts'

const test = suite('plans of real manifests')
const corpus = sharedPath('corpus')
const names = corpus === undefined ? [] : readdirSync(corpus).filter((name) => !name.endsWith('.md'))

function order(manifests: readonly Manifest[]): readonly string[] {
  const types = manifests.map(({ object }) => [typeKey(groupVersionKind(object)), { namespaced: true }] as const)
  const plan = planSync(manifests, {
    namespace: 'demo',
    revision: 'abcdef0123456',
    startedAt: 1_700_000_000_000,
    types: new Map(types),
    namespaceExists: true,
    hooks: true,
    policy: ARGO_POLICY,
    createNamespace: false,
    skipDryRunOnMissingResource: false,
    replace: false,
    force: false,
    validate: true,
    prune: NO_PRUNE,
    app: undefined,
    helm: 'both',
  })
  return plan.tasks.map((task) => `${task.id} ${task.wave}`)
}

function nameOf({ object, location }: Manifest): string {
  const { namespace = 'demo', name = `line ${location.line}` } = object.metadata
  return [groupVersionKind(object).group, object.kind, namespace, name].join('/')
}

if (corpus === undefined) test('real manifests are planned', () => skip('../shared/corpus is not here'))

for (const name of names) {
  test(`${name} is planned, whatever the order of its documents`, () => {
    const text = readFileSync(`${corpus}/${name}/rendered.yaml`, 'utf8')
    const { manifests } = parseManifests([{ name, text }])
    const planned = order(manifests)
    assert.ok(planned.length > 0 || name === 'argocd-e2e-post-delete-hook')
    const once = [...new Map(manifests.map((manifest) => [nameOf(manifest), manifest])).values()]
    assert.equal(order(once.toReversed()), order(once))
  })
}

test.run()
