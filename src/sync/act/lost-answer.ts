// A write went out that may have made an object, and nobody said whether it did: what is to be concluded. Pure.
import type { KubeObject } from '../../object/kube-object.ts'

/** An object that has come since the write, in its last state. */
export interface Made {
  readonly object: KubeObject
  readonly gone: boolean
}

/** What was seen after the answer was lost. */
export interface Evidence {
  /** What is there now under the name. */
  readonly found: KubeObject | undefined
  /** Whether applying the manifest again would change nothing in it, by our own field manager. */
  readonly asWritten: boolean
  /** What has come under the name since it was looked at, in order; undefined: history is not to be had. */
  readonly made: readonly Made[] | undefined
  /** The uids that this run knew before it wrote: none of them is what it made. */
  readonly known: ReadonlySet<string>
  /** A time not after the write, in milliseconds since 1970, and whose clock said so. */
  readonly before: { readonly at: number; readonly by: 'server' | 'us' }
}

/**
 * `ours`: what is there is what this run made. `went`: what this run made came and is gone. `other`: what is there stood
 * there before, so that nothing was made. `absent`: nothing was made. `unsure`: it may be there, or have been there, and to
 * write again might run it twice.
 */
export type Conclusion = 'ours' | 'went' | 'other' | 'absent' | 'unsure'

/**
 * How far clocks are apart, in milliseconds: those of two API servers hardly (etcd warns of a second, and times are cut to
 * seconds), or that of the server and this machine's. Between the two numbers nobody can tell what was made first.
 */
const APART_MS = { server: { usual: 2_000, most: 10_000 }, us: { usual: 60_000, most: Infinity } } as const

/** What became of the write. */
export function conclude(evidence: Evidence): Conclusion {
  const { found, asWritten, made, known, before } = evidence
  const first = firstMade(evidence)
  const doubt = first !== undefined && ageOf(first.object, before) === 'doubtful'
  if (found === undefined) {
    if (made === undefined || doubt) return 'unsure'
    if (first === undefined) return 'absent'
    return first.gone ? 'went' : 'unsure'
  }
  if (known.has(found.metadata.uid ?? '') || ageOf(found, before) === 'old') return 'other'
  if (doubt || ageOf(found, before) === 'doubtful') return 'unsure'
  if (first !== undefined && first.object.metadata.uid !== found.metadata.uid) return first.gone ? 'went' : 'unsure'
  return asWritten ? 'ours' : 'unsure'
}

/** The first object that may have come since the write: what comes after it cannot be what the write made. */
export function firstMade({ made, known, before }: Pick<Evidence, 'made' | 'known' | 'before'>): Made | undefined {
  return made?.find(({ object }) => !known.has(object.metadata.uid ?? '') && ageOf(object, before) !== 'old')
}

function ageOf({ metadata }: KubeObject, { at, by }: Evidence['before']): 'old' | 'doubtful' | 'new' {
  const earlier = at - Date.parse(metadata.creationTimestamp ?? '')
  const { usual, most } = APART_MS[by]
  if (earlier <= usual) return 'new'
  return earlier > most ? 'old' : 'doubtful'
}
