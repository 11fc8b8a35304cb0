// Conformance: definitions, their objects, and aggregated APIs.
import * as assert from 'uvu/assert'
import type { KubeObject } from '../../src/manifest/kube-object.ts'
import { assertRefused, conditionsOf } from './conformance-session.ts'
import type { Check, Session } from './conformance-session.ts'
import type { ResourceType } from '../../src/cluster/port.ts'
import type { GroupVersionKind } from '../../src/manifest/resource-key.ts'

/** Definitions. */
export const DEFINITION_CHECKS: readonly Check[] = [
  {
    title: 'an API service without a backend is not Available',
    run: async (session) => {
      const service: KubeObject = {
        apiVersion: 'apiregistration.k8s.io/v1',
        kind: 'APIService',
        metadata: { name: 'v1.nobody.example.com' },
        spec: {
          group: 'nobody.example.com',
          version: 'v1',
          groupPriorityMinimum: 100,
          versionPriority: 100,
          insecureSkipTLSVerify: true,
          service: { name: 'nobody', namespace: session.namespace },
        },
      }
      await session.apply(service)
      const live = await session.until(service, (one) => conditionsOf(one).length > 0)
      assert.equal(conditionsOf(live), ['Available=False ServiceNotFound'])
      await session.delete(service)
    },
  },
  {
    title: 'a definition becomes Established, then its kind is served; deleted, it takes its objects along',
    run: async (session) => {
      const definition = definitionOf('Widget', 'widgets')
      const kind = { group: 'lab.example.com', version: 'v1', kind: 'Widget' }
      assert.is(await session.cluster.resolve(kind), undefined)
      await session.apply(definition)
      const live = await session.until(definition, (one) =>
        conditionsOf(one).some((condition) => condition.startsWith('Established=True')),
      )
      assert.equal(conditionsOf(live).toSorted(), [
        'Established=True InitialNamesAccepted',
        'NamesAccepted=True NoConflicts',
      ])
      assert.equal(await resolved(session, kind), {
        ...kind,
        plural: 'widgets',
        namespaced: true,
      })
      const widget: KubeObject = {
        apiVersion: 'lab.example.com/v1',
        kind: 'Widget',
        metadata: { name: 'w' },
        spec: { size: 1 },
      }
      const first = await session.apply(widget)
      const second = await session.apply({ ...widget, spec: { size: 2 } }, { live: first.object })
      assert.equal([first.change, second.change, second.object.metadata.generation], ['created', 'configured', 2])
      await assertRefused(session.apply({ ...widget, spec: { size: 1, colour: 'red' } }), {
        reason: 'ServerError',
        status: 500,
        message: `failed to create typed patch object (${session.namespace}/w; lab.example.com/v1, Kind=Widget): .spec.colour: field not declared in schema`,
      })
      await session.delete(definition, 'Foreground')
      await session.until(definition, (one) => one === undefined)
      assert.is(await session.cluster.resolve(kind, { fresh: true }), undefined)
    },
  },
]

function definitionOf(kind: string, plural: string): KubeObject {
  const spec = { type: 'object', properties: { size: { type: 'integer' } } }
  const version = {
    name: 'v1',
    served: true,
    storage: true,
    schema: { openAPIV3Schema: { type: 'object', properties: { spec } } },
  }
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.lab.example.com` },
    spec: { group: 'lab.example.com', scope: 'Namespaced', names: { kind, plural }, versions: [version] },
  }
}

/** A kind is served a moment after its definition is Established. */
async function resolved(session: Session, kind: GroupVersionKind): Promise<ResourceType | undefined> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const type = await session.cluster.resolve(kind, { fresh: true })
    if (type !== undefined) return type
    await session.clock.sleep(50)
  }
  return undefined
}
