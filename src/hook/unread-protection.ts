// What was meant to protect a live object, and nobody reads: misspelt as in no manifest it may be. Finds what is near by the rules for manifests.
import { suggest } from '../manifest/suggest.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { oneLine } from '../object/one-line.ts'
import { ANNOTATIONS, annotationsOf, csv } from './annotations.ts'
import { OBJECT_SYNC_OPTIONS, SYNC_OPTIONS } from './sync-options.ts'
import { meantKey } from './unknown-keys.ts'

const PROTECTIONS = ['Prune=false', 'Prune=confirm', 'Delete=false', 'Delete=confirm', 'keep'] as const

/** A word that protects an object. */
type Protection = (typeof PROTECTIONS)[number]

/** Why an object is kept by one of these words, though it is not spelt so; undefined: none is near. */
export function unreadProtection(object: KubeObject, wanted: readonly Protection[]): string | undefined {
  for (const { key, name, value } of entriesOf(object)) {
    for (const word of csv(value)) {
      if (key === name && isRead(name, word)) continue
      const meant = meantBy(name, word).find((one) => wanted.includes(one))
      if (meant !== undefined) return `${key}: ${oneLine(word)} is not read, and ${name}: ${meant} may be meant`
    }
  }
  return undefined
}

interface Entry {
  readonly key: string
  /** The annotation that is, or may be, meant. */
  readonly name: string
  readonly value: string
}

/** What says a label says nothing, as does a misspelt annotation. */
function entriesOf(object: KubeObject): readonly Entry[] {
  const annotations = Object.entries(annotationsOf(object)).map(([key, value]) => ({
    key,
    name: READ.find((name) => name === key) ?? meantKey(key) ?? key,
    value,
  }))
  const label = object.metadata.labels?.[ANNOTATIONS.resourcePolicy]
  const asLabel = { key: `label ${ANNOTATIONS.resourcePolicy}`, name: ANNOTATIONS.resourcePolicy, value: label ?? '' }
  return [...annotations, asLabel].filter(({ name }) => READ.includes(name))
}

const READ: readonly string[] = [ANNOTATIONS.syncOptions, ANNOTATIONS.resourcePolicy]

function isRead(name: string, word: string): boolean {
  if (name === ANNOTATIONS.resourcePolicy) return word.toLowerCase() === 'keep'
  return [...OBJECT_SYNC_OPTIONS, ...SYNC_OPTIONS].some((option) => option === word)
}

/** The protections that one word may mean: `Prune = false;Delete=false` means two. */
function meantBy(name: string, word: string): readonly Protection[] {
  const isPolicy = name === ANNOTATIONS.resourcePolicy
  const known = isPolicy ? ['keep'] : OBJECT_SYNC_OPTIONS
  const parts = word.replace(/\s*[=:]\s*/g, '=').split(/[\s;|]+/)
  return parts.flatMap((part) => {
    const near = suggest(part, known)
    return PROTECTIONS.filter((protection) => protection === near)
  })
}
