// The rules of an argocd-cm → which one judges a kind, in Argo CD's order. Reads nothing.
import { ruleError } from '../health/verdict.ts'
import type { HealthRule } from '../health/verdict.ts'
import type { OwnRules } from '../health/own-rules.ts'
import type { Location } from '../manifest/manifest.ts'
import { oneLine } from '../object/one-line.ts'
import type { LuaFault, LuaMachine } from './machine.ts'
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

/**
 * A rule of exactly the kind comes first, then the first one whose wildcards match (argo-cd:util/lua/lua.go, GetHealthScript; there it is
 * any one of those). A rule that fails says Unknown, and where.
 */
export function ownRules(texts: readonly RuleText[], machine: LuaMachine): OwnRules {
  const rules = texts.map((text) => ({
    pattern: text.pattern,
    matches: globPattern(text.pattern),
    rule: ruleOf(text, machine),
  }))
  return {
    ruleFor: ({ group, kind }) => {
      const key = group === '' ? kind : `${group}/${kind}`
      return (rules.find(({ pattern }) => pattern === key) ?? rules.find(({ matches }) => matches?.test(key)))?.rule
    },
  }
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
    if (answer.ended) ended = answer
    return ruleError(oneLine(`${place(answer.line)}: the health rule has failed: ${answer.message}`))
  }
}

/**
 * As github.com/gobwas/glob without separators: a star is anything, slashes too (argo-cd:util/glob/glob.go). Undefined: it is
 * none, such as `[z-a]`.
 */
export function globPattern(glob: string): RegExp | undefined {
  const segments = ['']
  for (const part of partsOf(glob)) {
    if (part.startsWith('*')) segments.push('')
    else segments.push((segments.pop() ?? '') + partPattern(part))
  }
  const last = segments.length > 1 ? `.*${segments.pop() ?? ''}` : ''
  const [first = '', ...middle] = segments
  // What stands between two stars is taken where it comes first and nowhere else: many stars would take for ever to say no.
  let groups = 0
  const between = middle.map((text) => (text.includes('(?:') ? `.*${text}` : `(?=(.*?${text}))\\${(groups += 1)}`))
  try {
    return new RegExp(`^${first}${between.join('')}${last}$`, 's')
  } catch {
    return undefined
  }
}

function partsOf(glob: string): readonly string[] {
  return glob.match(/\\.|\*+|\?|\[[^\]]+\]|\{[^}]*\}|[^]/gs) ?? []
}

function partPattern(part: string): string {
  if (part.startsWith('*')) return '.*'
  if (part === '?') return '.'
  if (part.startsWith('[') && part.length > 1) return part.replace(/^\[!/, '[^').replaceAll('\\', '\\\\')
  if (part.startsWith('{') && part.length > 1) {
    const words = part.slice(1, -1).split(',')
    return `(?:${words.map((word) => partsOf(word).map(partPattern).join('')).join('|')})`
  }
  return part.replace(/^\\(?=.)/s, '').replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
}
