// Conformance: definitions, their objects, and aggregated APIs.
import * as assert from 'uvu/assert'
import type { JsonObject, KubeObject } from '../../src/object/kube-object.ts'
import { assertRefused, conditionsOf } from './conformance-session.ts'
import type { Check, Session } from './conformance-session.ts'
import type { ResourceType } from '../../src/cluster/port.ts'
import type { GroupVersionKind } from '../../src/object/resource-key.ts'

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
      assert.is(await resolved(session, kind, (type) => type === undefined), undefined)
    },
  },
  {
    title: 'an object of a definition is held to its schema: defaults fill it, and what does not fit is refused',
    run: async (session) => {
      const definition = definitionOf('Gauge', 'gauges')
      const kind = { group: 'lab.example.com', version: 'v1', kind: 'Gauge' }
      await session.apply(definition)
      await resolved(session, kind)
      const { object } = await session.create({ ...gauge({ size: 1, note: null }), metadata: { name: 'filled' } })
      assert.equal(object['spec'], { size: 1, mode: 'slow' })
      for (const [spec, message] of UNFIT) {
        await assertRefused(session.apply(gauge(spec)), { reason: 'Invalid', status: 422, message: invalid(message) })
      }
      for (const [spec, message] of UNTYPED) {
        await assertRefused(session.apply(gauge(spec)), {
          reason: 'ServerError',
          status: 500,
          message: `failed to create typed patch object (${session.namespace}/g; lab.example.com/v1, Kind=Gauge): ${message}`,
        })
      }
      await assertRefused(session.create({ ...gauge({ size: 'big' }), metadata: { name: 'h' } }), {
        reason: 'Invalid',
        status: 422,
        message: invalid(
          'spec.size: Invalid value: "string": spec.size in body must be of type integer: "string"',
          'h',
        ),
      })
      await session.delete(definition, 'Foreground')
      await session.until(definition, (one) => one === undefined)
    },
  },
  {
    title: 'a finalizer without a domain is taken by definitions and API services, and refused by other kinds',
    run: async (session) => {
      const finalizers = ['cleanup.lab.example.com']
      const definition = definitionOf('Valve', 'valves')
      const held = { ...definition, metadata: { ...definition.metadata, finalizers } }
      assert.is((await session.create(held, { dryRun: true })).change, 'created')
      const service: KubeObject = {
        apiVersion: 'apiregistration.k8s.io/v1',
        kind: 'APIService',
        metadata: { name: 'v1.held.example.com', finalizers },
        spec: { group: 'held.example.com', version: 'v1', groupPriorityMinimum: 1, versionPriority: 1 },
      }
      assert.is((await session.create(service, { dryRun: true })).change, 'created')
      const settings = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'held', finalizers } }
      await assertRefused(session.create(settings, { dryRun: true }), {
        reason: 'Invalid',
        status: 422,
        message:
          'ConfigMap "held" is invalid: metadata.finalizers[0]: Invalid value: "cleanup.lab.example.com": name is neither a standard finalizer name nor is it fully qualified',
      })
    },
  },
]

/** Refused by validation. */
const UNFIT: readonly (readonly [spec: JsonObject, message: string])[] = [
  [{}, 'spec.size: Required value'],
  [{ size: 0 }, 'spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1'],
  [{ size: null }, 'spec.size: Invalid value: "null": spec.size in body must be of type integer: "null"'],
  [{ size: 1, mode: 'warp' }, 'spec.mode: Unsupported value: "warp": supported values: "slow", "fast"'],
  [{ size: 1, note: 'A' }, 'spec.note: Invalid value: "A": spec.note in body should match \'^[a-z]+$\''],
  [{ size: 1, parts: [{}] }, 'spec.parts[0].name: Required value'],
]

/** Not even readable for server-side apply. */
const UNTYPED: readonly (readonly [spec: JsonObject, message: string])[] = [
  [{ size: 'big' }, '.spec.size: expected numeric (int or float), got string'],
  [{ size: 1, note: 3 }, '.spec.note: expected string, got &value.valueUnstructured{Value:3}'],
  [{ size: 1, parts: {} }, '.spec.parts: expected list, got &{map[]}'],
]

function gauge(spec: JsonObject): KubeObject {
  return { apiVersion: 'lab.example.com/v1', kind: 'Gauge', metadata: { name: 'g' }, spec }
}

function invalid(message: string, name = 'g'): string {
  return `Gauge.lab.example.com "${name}" is invalid: ${message}`
}

function definitionOf(kind: string, plural: string): KubeObject {
  const spec =
    kind === 'Gauge'
      ? {
          type: 'object',
          required: ['size'],
          properties: {
            size: { type: 'integer', minimum: 1 },
            mode: { type: 'string', enum: ['slow', 'fast'], default: 'slow' },
            note: { type: 'string', pattern: '^[a-z]+$' },
            parts: {
              type: 'array',
              items: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } },
            },
          },
        }
      : { type: 'object', properties: { size: { type: 'integer' } } }
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

/** A kind is served a moment after its definition is Established, and for a moment after it is gone. */
async function resolved(
  session: Session,
  kind: GroupVersionKind,
  isRight = (type: ResourceType | undefined): boolean => type !== undefined,
): Promise<ResourceType | undefined> {
  for (let attempt = 0; ; attempt += 1) {
    const type = await session.cluster.resolve(kind, { fresh: true })
    if (isRight(type) || attempt === 100) return type
    await session.clock.sleep(50)
  }
}
