// Draws texts by a seed, reads each as we do and as Kubernetes does, and counts what comes of it. Prints nothing.
import { baseTexts } from './bases.ts'
import { compareReading, isWrong } from './compare.ts'
import type { Verdict } from './compare.ts'
import { startKubernetesReader } from './kubernetes-reader.ts'
import type { KubernetesReader } from './kubernetes-reader.ts'
import { mutate } from './mutate.ts'
import { randomOf } from './random.ts'
import { shrink } from './shrink.ts'

/** What to compare. */
export interface RunOptions {
  readonly count: number
  readonly seed: number
  /** Hears how many texts are done. */
  readonly tell?: (done: number) => void
}

/** A text that is read wrongly, as small as it could be made. */
export interface Failure {
  /** textOf(seed, index) gives the text as it was. */
  readonly seed: number
  readonly index: number
  readonly text: string
  readonly verdict: Verdict
}

/** What a run found. */
export interface Tally {
  readonly texts: number
  /** How often each outcome was there, by its reason. */
  readonly outcomes: ReadonlyMap<Verdict['outcome'], ReadonlyMap<string, number>>
  readonly failures: readonly Failure[]
}

const AT_ONCE = 200
const MOST_FAILURES = 10

/** The text of a seed and a number: the base texts as they are come first when the seed is 1. */
export function textOf(seed: number, index: number, bases: readonly [string, ...string[]]): string {
  const random = randomOf(Math.imul(seed, 1_000_003) + index)
  const base = random.pick(bases)
  return (seed === 1 ? bases[index] : undefined) ?? mutate(base, random, bases)
}

/** Compares as many texts as asked. */
export async function runReading({ count, seed, tell }: RunOptions): Promise<Tally> {
  const bases = baseTexts()
  const kubernetes = await startKubernetesReader()
  const outcomes = new Map<Verdict['outcome'], Map<string, number>>()
  const failures: Failure[] = []
  try {
    for (let start = 0; start < count; start += AT_ONCE) {
      const size = Math.min(AT_ONCE, count - start)
      const texts = Array.from({ length: size }, (_, offset) => textOf(seed, start + offset, bases))
      const answers = await kubernetes.read(texts)
      for (const [offset, text] of texts.entries()) {
        const verdict = compareReading(text, answers[offset] ?? [])
        add(outcomes, verdict)
        if (!isWrong(verdict) || failures.length === MOST_FAILURES) continue
        failures.push({ seed, index: start + offset, ...(await smallest(text, verdict, kubernetes)) })
      }
      tell?.(start + size)
    }
  } finally {
    await kubernetes.close()
  }
  return { texts: count, outcomes, failures }
}

function add(outcomes: Map<Verdict['outcome'], Map<string, number>>, { outcome, reason }: Verdict): void {
  const reasons = outcomes.get(outcome) ?? new Map<string, number>()
  outcomes.set(outcome, reasons.set(reason, (reasons.get(reason) ?? 0) + 1))
}

async function smallest(
  text: string,
  verdict: Verdict,
  kubernetes: KubernetesReader,
): Promise<Pick<Failure, 'text' | 'verdict'>> {
  let last = verdict
  const small = await shrink(text, async (candidate) => {
    const [answer] = await kubernetes.read([candidate])
    const found = compareReading(candidate, answer ?? [])
    if (found.outcome !== verdict.outcome) return false
    last = found
    return true
  })
  return { text: small, verdict: last }
}
