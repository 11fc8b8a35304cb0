// The nodes of a YAML or JSON document, each with its place. Data only.
import type { Json } from '../../object/kube-object.ts'

/** A text, with or without quotes. */
export interface YamlScalar {
  readonly kind: 'scalar'
  /** Where it starts in its chunk, behind its anchor and tag. */
  readonly offset: number
  /** Its characters without quotes and folding. */
  readonly text: string
  readonly isPlain: boolean
  /** The whole tag, such as `tag:yaml.org,2002:int`; empty for none. */
  readonly tag: string
  readonly hasAnchor: boolean
  /** What a scalar of JSON text means; that of YAML follows from its text. */
  readonly value: Json | undefined
}

/** A mapping; a key may stand in it twice. */
export interface YamlMapping {
  readonly kind: 'mapping'
  readonly offset: number
  readonly hasAnchor: boolean
  readonly entries: readonly YamlEntry[]
}

/** A key of a mapping and its value. */
export interface YamlEntry {
  readonly key: YamlNode
  readonly value: YamlNode
}

/** A list. */
export interface YamlSequence {
  readonly kind: 'sequence'
  readonly offset: number
  readonly hasAnchor: boolean
  readonly items: readonly YamlNode[]
}

/** `*name`. */
export interface YamlAlias {
  readonly kind: 'alias'
  readonly offset: number
  readonly name: string
  /** The nearest node before it that has the name. */
  readonly target: YamlContent | undefined
}

/** A node that is written out. */
export type YamlContent = YamlScalar | YamlMapping | YamlSequence

/** Anything that can be a value. */
export type YamlNode = YamlContent | YamlAlias
