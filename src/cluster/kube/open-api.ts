// How the server merges each kind, from its OpenAPI v3 documents: one a group and version, fetched when first needed.
import type { Json } from '../../object/kube-object.ts'
import type { ApiServer } from '../port.ts'
import { mergeSchemaOf } from './merge-keys.ts'
import { groupVersionPath } from './resource-path.ts'
import type { Transport } from './http/transport.ts'

/** OpenAPI over a transport: custom resources take only a merge patch. */
export function createOpenApi(transport: Transport): ApiServer['mergeSchema'] {
  const documents = new Map<string, Promise<Json>>()
  return async (kind, { signal } = {}) => {
    const path = `/openapi/v3${groupVersionPath(kind)}`
    let document = documents.get(path)
    if (document === undefined) {
      document = transport.request({ method: 'GET', path, compress: true, signal }).then((answer) => answer.body)
      documents.set(path, document)
      document.catch(() => documents.delete(path))
    }
    return mergeSchemaOf(await document, kind)
  }
}
