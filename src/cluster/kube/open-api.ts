// How the server merges each kind, from its OpenAPI v3 documents: one a group and version, fetched when first needed.
import type { GroupVersionKind } from '../../object/resource-key.ts'
import type { Json } from '../../object/kube-object.ts'
import { mergeSchemaOf } from './patch/merge-keys.ts'
import type { MergeSchema } from './patch/merge-keys.ts'
import { groupVersionPath } from './resource-path.ts'
import type { Transport } from './http/transport.ts'

/** Merge schemas by kind. */
export interface OpenApi {
  /** `strategic`: the server takes a strategic merge patch for the kind; custom resources take only a merge patch. */
  mergeSchema(
    kind: GroupVersionKind,
    signal?: AbortSignal,
  ): Promise<{ readonly schema: MergeSchema; readonly strategic: boolean }>
}

/** OpenAPI over a transport. */
export function createOpenApi(transport: Transport): OpenApi {
  const documents = new Map<string, Promise<Json>>()
  return {
    async mergeSchema(kind, signal) {
      const path = `/openapi/v3${groupVersionPath(kind)}`
      let document = documents.get(path)
      if (document === undefined) {
        document = transport.request({ method: 'GET', path, compress: true, signal }).then((answer) => answer.body)
        documents.set(path, document)
        document.catch(() => documents.delete(path))
      }
      return mergeSchemaOf(await document, kind)
    },
  }
}
