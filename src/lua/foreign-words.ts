// Words of a script that are not there where it runs: here, in Argo CD, or in both. What is only found out when it fails comes too late. Pure.
import type { RuleText } from './lua-rule.ts'
import { isSign, tokensOf } from './tokens.ts'
import type { LuaToken } from './tokens.ts'

/** A word that is not there, and what to do. */
export interface ForeignWord {
  readonly line: number
  readonly message: string
  readonly hint: string
}

const NEWER = new Set(['//', '&', '|', '<<', '>>', '~'])
const WITH_LIBS = new Set(['string', 'math', 'os'])
const METHODS = new Set([
  'byte',
  'find',
  'format',
  'gmatch',
  'gsub',
  'len',
  'lower',
  'match',
  'rep',
  'reverse',
  'sub',
  'upper',
])
const OF_OS = new Set(['time', 'date', 'clock', 'difftime'])
const NEVER = new Set(
  'io debug coroutine channel package module newproxy collectgarbage load loadstring loadfile dofile setfenv getfenv'.split(
    ' ',
  ),
)

/** Each once, where it comes first. */
export function foreignWords({
  pattern,
  script,
  openLibs,
}: Pick<RuleText, 'pattern' | 'script' | 'openLibs'>): readonly ForeignWord[] {
  const tokens = tokensOf(script)
  const found = new Map<string, ForeignWord>()
  for (const [at, token] of tokens.entries()) {
    const told = wordAt(tokens, at, openLibs)
    if (told === undefined || found.has(told.what)) continue
    const hint = told.hint ?? withLibs(pattern)
    found.set(told.what, { line: token.line, message: `${told.what} ${told.why}`, hint })
  }
  return [...found.values()]
}

/** Without a hint it takes useOpenLibs. */
interface Told {
  readonly what: string
  readonly why: string
  readonly hint?: string
}

function withLibs(pattern: string): string {
  if (/[*?[{]/.test(pattern)) return 'write health.lua.useOpenLibs: true beside its health.lua'
  return `write resource.customizations.useOpenLibs.${pattern.replace('/', '_')}: "true"`
}

function wordAt(tokens: readonly LuaToken[], at: number, openLibs: boolean): Told | undefined {
  const [before, token, next, after] = [tokens[at - 1], tokens[at], tokens[at + 1], tokens[at + 2]]
  if (token?.kind === 'sign' && NEWER.has(token.text)) {
    const why = "is newer than Argo CD's Lua 5.1, which cannot compile this rule"
    return { what: token.text, why, hint: 'write it in the words of Lua 5.1' }
  }
  if (token?.kind !== 'name') return undefined
  const what = token.text
  const isCall = isSign(next, '(')
  if (isSign(before, ':') && isCall && METHODS.has(what) && !openLibs) {
    return { what: `:${what}()`, why: 'is a method of texts, which have none without useOpenLibs' }
  }
  const isUsed = isSign(next, '.') || isSign(next, ':') || isCall
  if (!isUsed || isSign(before, '.') || isSign(before, ':') || isMade(tokens, what)) return undefined
  if (NEVER.has(what)) return { what, why: 'is not there for a rule', hint: 'a rule can only look at the object' }
  if (!WITH_LIBS.has(what)) return undefined
  if (!openLibs) {
    const why = 'is there only with useOpenLibs'
    return what === 'os' ? { what, why, hint: 'write local os = require("os") for its time and date' } : { what, why }
  }
  if (what !== 'os' || after === undefined || OF_OS.has(after.text)) return undefined
  const hint = `of os there are ${[...OF_OS].join(', ')}`
  return { what: `os.${after.text}`, why: 'is not there for a rule', hint }
}

/** Whether the script makes a variable of that name. */
function isMade(tokens: readonly LuaToken[], name: string): boolean {
  return tokens.some(
    ({ kind, text }, at) =>
      kind === 'name' &&
      text === name &&
      (isSign(tokens[at + 1], '=') || tokens[at - 1]?.text === 'function') &&
      !isSign(tokens[at - 1], '.'),
  )
}
