// How the server merges each kind, from its OpenAPI v3 documents: one a group and version, fetched when first needed.
import type { Json } from '../../object/kube-object.ts'
import { kept } from '../client/discovery.ts'
import type { ApiServer } from '../port.ts'
import { mergeSchemaOf } from './merge-keys.ts'
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
