// Measures what the aliases of a document expand to, so that a small file cannot become a huge object.

/** Counts of one document; what aliases add counts in both of a pair. */
export interface Expansion {
  /** Nodes that a reader without shared values would decode. */
  operations: number
  aliasOperations: number
  /** Length of the scalars' text. */
  characters: number
  aliasCharacters: number
  /** Set once it was too much; it has been told, and no alias is followed any more. */
  exhausted: boolean
}

/** Nothing read yet; the document itself counts. */
export function zeroExpansion(): Expansion {
  return { operations: 1, aliasOperations: 0, characters: 0, aliasCharacters: 0, exhausted: false }
}

// An API server takes no request over 3 MiB: what aliases alone bring beyond that can never be applied.
const MAX_ALIAS_CHARACTERS = 3 * 1024 * 1024

const FREE_ALIAS_OPERATIONS = 100
const FREE_OPERATIONS = 1000

/** Whether the aliases bring too much: by the text's length, or by the ratio that Go's YAML refuses. */
export function isExcessive(expansion: Expansion): boolean {
  const { operations, aliasOperations } = expansion
  if (expansion.aliasCharacters > MAX_ALIAS_CHARACTERS) return true
  if (aliasOperations <= FREE_ALIAS_OPERATIONS || operations <= FREE_OPERATIONS) return false
  return aliasOperations / operations > allowedRatio(operations)
}

const RATIO_FALLS_FROM = 400_000
const RATIO_FALLS_TO = 4_000_000

// yaml/go-yaml:decode.go, allowedAliasRatio.
function allowedRatio(operations: number): number {
  if (operations <= RATIO_FALLS_FROM) return 0.99
  if (operations >= RATIO_FALLS_TO) return 0.1
  return 0.99 - (0.89 * (operations - RATIO_FALLS_FROM)) / (RATIO_FALLS_TO - RATIO_FALLS_FROM)
}
