// What reading one YAML document needs and gathers. Data only.
import { zeroExpansion } from './alias-expansion.ts'
import type { Expansion } from './alias-expansion.ts'
import type { Diagnostic } from '../diagnostic.ts'
import type { Json, JsonObject } from '../../object/kube-object.ts'
import type { Location } from '../manifest.ts'
import type { YamlContent, YamlNode } from './nodes.ts'
import type { KeyType } from './go-scalar.ts'

/** The state of reading one document. */
export interface DocumentContext {
  readonly locate: (offset: number) => Location
  /** Faults and warnings, in the order of the text. */
  readonly diagnostics: Diagnostic[]
  /** What the nodes with a name are, once they are read. */
  readonly anchors: Map<YamlContent, Anchor>
  /** The keys of a mapping that were not text before they became keys. */
  readonly keyTypes: Map<JsonObject, Map<string, KeyType>>
  readonly expansion: Expansion
}

/** A node with a name. Aliases share its value, so that expanding costs no memory. */
export interface Anchor {
  /** Undefined until the node has been read to its end. */
  value: Json | undefined
  operations: number
  characters: number
}

/** A fresh context for one document. */
export function documentContext(locate: (offset: number) => Location): DocumentContext {
  return { locate, diagnostics: [], anchors: new Map(), keyTypes: new Map(), expansion: zeroExpansion() }
}

/** What is told of a node; an error unless it says otherwise. */
type NodeFault = Omit<Diagnostic, 'location' | 'severity'> & Partial<Pick<Diagnostic, 'severity'>>

/** Notes a fault at a node. */
export function reportFault(context: DocumentContext, node: YamlNode | undefined, fault: NodeFault): void {
  const { code, severity = 'error', message, hint } = fault
  const location = context.locate(node?.offset ?? 0)
  context.diagnostics.push({ code, severity, message, location, ...(hint === undefined ? {} : { hint }) })
}

/** The node behind an alias; every other node is itself. */
export function targetOf(node: YamlNode | undefined): YamlContent | undefined {
  return node?.kind === 'alias' ? node.target : node
}
