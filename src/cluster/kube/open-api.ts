// How the server merges each kind, its lists too: patch strategies and merge keys out of its OpenAPI v3 documents, one a
// group and version, fetched when first needed.
import { field, isJsonObject, listField, stringField } from '../../object/kube-object.ts'
import type { Json, JsonObject } from '../../object/kube-object.ts'
import type { GroupVersionKind } from '../../object/resource-key.ts'
import { kept } from '../client/discovery.ts'
import type { ApiServer, MergeSchema } from '../port.ts'
import { groupVersionPath } from './resource-path.ts'
import type { Transport } from './http/transport.ts'

/** OpenAPI over a transport: custom resources take only a merge patch. */
export function createOpenApi(transport: Transport): ApiServer['mergeSchema'] {
  const documents = new Map<string, Promise<Json>>()
  return async (kind, { signal } = {}) => {
    const document = await kept(documents, `/openapi/v3${groupVersionPath(kind)}`, async (path) => {
      return (await transport.request({ method: 'GET', path, compress: true, signal })).body
    })
    return mergeSchemaOf(document, kind)
  }
}

const STRATEGIC = 'application/strategic-merge-patch+json'

/** The merge schema of a kind; undefined when the server takes no strategic merge patch for it. */
export function mergeSchemaOf(document: Json, kind: GroupVersionKind): MergeSchema | undefined {
  if (!takesStrategicPatch(document, kind)) return undefined
  const schemas = field(document, 'components', 'schemas')
  const root = isJsonObject(schemas) ? Object.values(schemas).find((schema) => isOfKind(schema, kind)) : undefined
  return mergeSchema(root ?? {}, schemas)
}

function takesStrategicPatch(document: Json, kind: GroupVersionKind): boolean {
  const paths = field(document, 'paths')
  if (!isJsonObject(paths)) return false
  return Object.values(paths).some((path) => {
    const patch = field(path, 'patch')
    if (!matches(field(patch, 'x-kubernetes-group-version-kind'), kind)) return false
    return field(patch, 'requestBody', 'content', STRATEGIC) !== undefined
  })
}

function isOfKind(schema: Json | undefined, kind: GroupVersionKind): boolean {
  return listField(schema, 'x-kubernetes-group-version-kind').some((gvk) => matches(gvk, kind))
}

function matches(gvk: Json | undefined, kind: GroupVersionKind): boolean {
  const group = stringField(gvk, 'group') ?? ''
  return group === kind.group && stringField(gvk, 'version') === kind.version && stringField(gvk, 'kind') === kind.kind
}

function mergeSchema(schema: Json | undefined, schemas: Json | undefined): MergeSchema | undefined {
  if (!isJsonObject(schema)) return undefined
  const target = dereference(schema, schemas)
  return {
    strategies: (stringField(schema, 'x-kubernetes-patch-strategy') ?? '').split(',').filter((word) => word !== ''),
    mergeKey: stringField(schema, 'x-kubernetes-patch-merge-key'),
    property: (name) =>
      mergeSchema(field(target, 'properties', name) ?? field(target, 'additionalProperties'), schemas),
    items: () => mergeSchema(field(target, 'items'), schemas),
  }
}

// A field of a named type is {allOf: [{$ref}]}, so that it can carry its own description beside it.
function dereference(schema: JsonObject, schemas: Json | undefined): Json | undefined {
  const ref = stringField(schema, '$ref') ?? stringField(listField(schema, 'allOf')[0], '$ref')
  return ref === undefined ? schema : field(schemas, ref.slice(ref.lastIndexOf('/') + 1))
}
