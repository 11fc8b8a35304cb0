// What reading one YAML document needs and gathers. Data only.
import { isAlias, isNode } from 'yaml'
import type { Alias, Node } from 'yaml'
import { zeroExpansion } from './alias-expansion.ts'
import type { Expansion } from './alias-expansion.ts'
import type { Diagnostic } from '../diagnostic.ts'
import type { Json } from '../kube-object.ts'
import type { Location } from '../manifest.ts'

/** The state of reading one document. */
export interface DocumentContext {
  readonly locate: (offset: number) => Location
  /** Faults and warnings, in the order of the text. */
  readonly diagnostics: Diagnostic[]
  readonly anchors: Map<string, Anchor>
  /** What each alias stands for; an anchor can be set again, so it is noted while reading. */
  readonly targets: Map<Alias, Node>
  readonly expansion: Expansion
}

/** A node with a name. Aliases share its value, so that expanding costs no memory. */
export interface Anchor {
  readonly node: Node
  /** Undefined until the node has been read to its end. */
  value: Json | undefined
  operations: number
  characters: number
}

/** A fresh context for one document. */
export function documentContext(locate: (offset: number) => Location): DocumentContext {
  return { locate, diagnostics: [], anchors: new Map(), targets: new Map(), expansion: zeroExpansion() }
}

/** Notes a fault at a node. */
export function reportFault(context: DocumentContext, node: unknown, fault: Omit<Diagnostic, 'location'>): void {
  const { hint, ...rest } = fault
  const location = context.locate(offsetOf(node))
  context.diagnostics.push(hint === undefined ? { ...rest, location } : { ...rest, location, hint })
}

/** The node behind an alias; every other node is itself. */
export function targetOf(node: unknown, context: DocumentContext): Node | undefined {
  if (!isNode(node)) return undefined
  return isAlias(node) ? context.targets.get(node) : node
}

/** Where a node starts in its document; 0 for none. */
export function offsetOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0
}
