// The place of a value inside a document. Knows nothing of what the value means.
import type { Location } from '../manifest.ts'
import { targetOf } from './document-context.ts'
import type { YamlNode } from './nodes.ts'
import type { ParsedDocument } from './read-documents.ts'
import { entryNodes } from './read-node.ts'

/** Where the value at a path stands; for a path that leads nowhere, the place of the last value on its way. */
export function placeOf({ node, context }: ParsedDocument, path: readonly (string | number)[]): Location {
  let found: YamlNode = node
  for (const step of path) {
    const next = childOf(found, step)
    if (next === undefined) break
    found = next
  }
  return context.locate(found.offset)
}

function childOf(node: YamlNode, step: string | number): YamlNode | undefined {
  const target = targetOf(node)
  if (target?.kind === 'mapping') return entryNodes(target).get(String(step))
  return target?.kind === 'sequence' ? target.items[Number(step)] : undefined
}
