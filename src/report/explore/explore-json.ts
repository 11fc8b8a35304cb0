// An exploration for scripts: one object a line, versioned. Adds nothing.
import type { Explored, ExplorationStep } from '../../rehearse/explore/explore.ts'
import { countFaults } from '../../rehearse/explore/single-faults.ts'
import type { Verdict } from '../../rehearse/explore/verdict.ts'
import { formatFault } from '../../rehearse/fault.ts'
import { formatKey } from '../../object/resource-key.ts'
import { sanitizeJson } from '../../guard/escape.ts'

/** Version of these lines; part of each. */
export const EXPLORATION_VERSION = 1

const STEPS: readonly string[] = ['faultless', 'explored'] satisfies readonly ExplorationStep['step'][]

/** Whether a line of this type is one of these. */
export function isExplorationType(type: string): boolean {
  return STEPS.includes(type)
}

/** One step as a line. */
export function explorationLine(step: ExplorationStep, redact: (text: string) => string): string {
  const body =
    step.step === 'faultless'
      ? { rehearsals: step.trials.length, faults: countFaults(step.trials), ...resultOf(step.verdict, redact) }
      : { ...faultOf(step), ...resultOf(step.verdict, redact) }
  return `${sanitizeJson(JSON.stringify({ v: EXPLORATION_VERSION, type: step.step, ...body }))}\n`
}

function faultOf({ fault, alike, effect }: Explored): object {
  return { fault: formatFault(fault), alike: alike.map(formatFault), effect }
}

function resultOf(verdict: Verdict, redact: (text: string) => string): object {
  const { exitCode, phase, reason, message, durationMs, written, left, syncFail, dangers } = verdict
  return {
    exitCode,
    phase,
    reason,
    message: redact(message),
    durationMs,
    written,
    left: {
      sync: left.sync,
      hooks: left.hooks.map(({ key, state }) => ({ hook: formatKey(key), state })),
    },
    syncFail,
    dangers: dangers.map((danger) => ({ kind: danger.kind, message: redact(danger.message) })),
  }
}
