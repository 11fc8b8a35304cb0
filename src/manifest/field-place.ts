// Where a field of a manifest stands in its source. Reads the text anew with the YAML library, for messages only.
import { isMap, isPair, isScalar, isSeq, LineCounter, parseAllDocuments, visit } from 'yaml'
import type { Node, Pair } from 'yaml'
import type { PathPart } from '../object/field-path.ts'
import type { Location } from './manifest.ts'

/** The place of a field, or of the nearest thing around it that is there; undefined: the manifest was not found. */
export function findField(text: string, manifest: Location, path: readonly PathPart[]): Location | undefined {
  const lines = new LineCounter()
  const start = offsetOf(text, manifest)
  let root: Node | undefined
  for (const document of parseAllDocuments(text, { lineCounter: lines, schema: 'yaml-1.1' })) {
    if (!('contents' in document)) return undefined
    visit(document, {
      Map: (_, node) => {
        if (node.range?.[0] !== start) return undefined
        root = node
        return visit.BREAK
      },
    })
  }
  if (root === undefined) return undefined
  const { line, col } = lines.linePos(descend(root, path) ?? start)
  return { source: manifest.source, line, column: col }
}

function offsetOf(text: string, { line, column }: Location): number {
  const before = text.split('\n').slice(0, line - 1)
  return before.reduce((sum, one) => sum + one.length + 1, 0) + column - 1
}

/** The offset of the last part that is there. */
function descend(root: Node, path: readonly PathPart[]): number | undefined {
  let at: number | undefined
  let node: unknown = root
  for (const part of path) {
    const found = stepInto(node, part)
    if (found === undefined) break
    at = found.at
    node = found.node
  }
  return at
}

function stepInto(
  node: unknown,
  part: PathPart,
): { readonly at: number | undefined; readonly node: unknown } | undefined {
  if (isMap(node)) {
    const pair: Pair | undefined = node.items.find(
      ({ key }) => isScalar(key) && String(key.source ?? key.value) === part,
    )
    if (pair === undefined) return undefined
    return { at: isScalar(pair.key) ? pair.key.range?.[0] : undefined, node: pair.value }
  }
  if (!isSeq(node)) return undefined
  const item: unknown = typeof part === 'number' ? node.items[part] : node.items.find((one) => hasKeys(one, part))
  return isPair(item) || item === undefined ? undefined : { at: startOf(item), node: item }
}

/** A key that the item leaves out is one that the server sets: `protocol: TCP` of a port. */
function hasKeys(item: unknown, part: PathPart): boolean {
  if (!isMap(item) || typeof part !== 'object') return false
  const present = Object.entries(part).filter(([key]) => item.has(key))
  return present.length > 0 && present.every(([key, value]) => String(item.get(key)) === value)
}

function startOf(node: unknown): number | undefined {
  return isMap(node) || isSeq(node) || isScalar(node) ? node.range?.[0] : undefined
}
