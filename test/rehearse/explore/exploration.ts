// Explorations for tests: manifests in, what came of each fault out.
import { explore } from '../../../src/rehearse/explore/explore.ts'
import type { Explored, ExplorationOptions } from '../../../src/rehearse/explore/explore.ts'
import type { Verdict } from '../../../src/rehearse/explore/verdict.ts'
import { formatFault } from '../../../src/rehearse/fault.ts'
import { manifestsOf, USUAL_SYNC } from '../../support/usual-sync.ts'

/** 2026-01-01T00:00:00Z */
export const START = 1_767_225_600_000

/** A whole exploration. */
export interface Exploration {
  readonly faultless: Verdict
  readonly rows: readonly Explored[]
}

/** Explores them all. */
export async function exploration(
  text: string,
  options: Partial<ExplorationOptions> & { readonly settings?: Partial<ExplorationOptions['sync']> } = {},
): Promise<Exploration> {
  const { settings, ...rest } = options
  const signal = new AbortController().signal
  const asked = { sync: { ...USUAL_SYNC, ...settings }, startedAt: START, signal, ...rest }
  let faultless: Verdict | undefined
  const rows: Explored[] = []
  for await (const step of explore(manifestsOf(text), asked)) {
    if (step.step === 'faultless') faultless = step.verdict
    else rows.push(step)
  }
  if (faultless === undefined) throw new Error('nothing was explored')
  return { faultless, rows }
}

/** The row of a fault as it is written on the command line. */
export function rowOf({ rows }: Exploration, fault: string): Explored {
  const found = rows.find((row) => formatFault(row.fault) === fault)
  if (found === undefined)
    throw new Error(`${fault} is not among ${rows.map((row) => formatFault(row.fault)).join(', ')}`)
  return found
}

/** The sentences of its dangers, each after its kind. */
export function dangersOf(explored: Exploration, fault: string): readonly string[] {
  return rowOf(explored, fault).verdict.dangers.map(({ kind, message }) => `${kind}: ${message}`)
}
