// Health rules in Lua, of an argocd-cm or a hooksync.yaml → rules that judge: one that fails says Unknown, and where. Reads nothing.
import { ruleError, verdict } from '../health/verdict.ts'
import type { HealthRule } from '../health/verdict.ts'
import type { OwnRule } from '../health/own-rules.ts'
import type { Location } from '../manifest/manifest.ts'
import { oneLine } from '../object/one-line.ts'
import type { LuaFault, LuaMachine } from './machine.ts'
import { factsOf } from './script-facts.ts'
import { ruleVerdict } from './rule-verdict.ts'

/** A rule as it was written. */
export interface RuleText {
  /** `group/Kind`, of the core group `Kind`; may have wildcards. */
  readonly pattern: string
  readonly script: string
  readonly openLibs: boolean
  /** Where a line of the script stands, from 1. */
  readonly locate: (line: number) => Location
}

/** A rule that judges, or the text of one. */
export type GivenRule = OwnRule | RuleText

/** A script as a rule that runs in this Lua. */
export function luaRule(text: RuleText, machine: LuaMachine): OwnRule {
  const { source, line } = text.locate(1)
  return { pattern: text.pattern, judge: ruleOf(text, machine), place: `${source}:${line}`, ...factsOf(text.script) }
}

function ruleOf({ pattern, script, openLibs, locate }: RuleText, machine: LuaMachine): HealthRule {
  const place = (line: number | undefined): string => {
    const at = locate(line ?? 1)
    return line === undefined ? `${at.source}: ${pattern}` : `${at.source}:${at.line}: ${pattern}`
  }
  // What the clock has ended holds up everything for that long, and does so only once.
  let ended: LuaFault | undefined
  return (object) => {
    const answer = ended ?? machine.run(script, { object, openLibs })
    if ('type' in answer) {
      const judged = ruleVerdict(answer)
      return judged.ruleError === true ? ruleError(`${place(undefined)}: ${judged.message}`) : judged
    }
    // What other rules have done is no fault of this one, which is asked again.
    if (answer.later) return verdict('Progressing', undefined, answer.message)
    if (answer.ended) ended = answer
    return ruleError(oneLine(`${place(answer.line)}: the health rule has failed: ${answer.message}`))
  }
}
