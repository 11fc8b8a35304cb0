// The text of a rule → the fields that it looks at, and with what it compares them. Runs nothing, and need not see all. Pure.
import type { LookedAt } from '../health/own-rules.ts'
import { isSign, tokensOf } from './tokens.ts'
import type { LuaToken } from './tokens.ts'

/** The object's own fields by dotted path; `[]` is any item of a list. Texts that stand alone may be types of conditions. */
export function factsOf(script: string): { readonly looksAt: readonly LookedAt[]; readonly words: readonly string[] } {
  const tokens = tokensOf(script)
  const found = new Map<string, { values: Set<string | number | boolean>; with: Set<string> }>()
  const aliases = new Map<string, string>([['obj', '']])
  const words = new Set<string>()
  const entryOf = (path: string) => {
    const entry = found.get(path) ?? { values: new Set(), with: new Set() }
    found.set(path, entry)
    return entry
  }
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]
    const operand = operandAt(tokens, at, aliases)
    if (token?.kind === 'text' && !isSign(tokens[at - 1], '[')) words.add(token.text)
    if (operand === undefined) continue
    nameIt(tokens, at, operand, aliases)
    const entry = operand.path === '' ? undefined : entryOf(operand.path)
    const other = compared(tokens, at, operand.end, aliases)
    if (typeof other === 'object') {
      entry?.with.add(other.path)
      if (operand.path !== '') entryOf(other.path).with.add(operand.path)
    } else if (other !== undefined) entry?.values.add(other)
    at = operand.end - 1
  }
  const looksAt = [...found].map(([path, entry]) => ({ path, values: [...entry.values], with: [...entry.with] }))
  return { looksAt, words: [...words] }
}

/** `local status = obj.status`, `local health = obj.status and obj.status.health`, and the item in `for _, item in ipairs(status.conditions) do`. */
function nameIt(tokens: readonly LuaToken[], at: number, operand: Operand, aliases: Map<string, string>): void {
  const start = startOf(tokens, at, aliases)
  const [before, sign] = [tokens[start - 2], tokens[start - 1]]
  if (before?.kind === 'name' && isSign(sign, '=') && !isSign(tokens[start - 3], '.'))
    aliases.set(before.text, operand.path)
  const isLoop =
    isSign(sign, '(') && (before?.text === 'ipairs' || before?.text === 'pairs') && tokens[start - 3]?.text === 'in'
  const item = tokens[start - 4]
  if (isLoop && item?.kind === 'name') aliases.set(item.text, `${operand.path}[]`)
}

/** Of `a and a.b and a.b.c` the place of the first; what is asked for on the way is no value. */
function startOf(tokens: readonly LuaToken[], at: number, aliases: ReadonlyMap<string, string>): number {
  if (tokens[at - 1]?.text !== 'and') return at
  for (let from = at - 2; from >= 0 && at - from < LONGEST_CHAIN; from--) {
    if (operandAt(tokens, from, aliases)?.end === at - 1) return startOf(tokens, from, aliases)
  }
  return at
}

const LONGEST_CHAIN = 20

interface Operand {
  readonly path: string
  readonly end: number
}

/** `obj.status.phase`, `status["phase"]`, `conditions[i]`, `(obj.status or {}).phase`. */
function operandAt(tokens: readonly LuaToken[], at: number, aliases: ReadonlyMap<string, string>): Operand | undefined {
  const token = tokens[at]
  if (isSign(token, '(') && !isCalled(tokens[at - 1])) {
    const inner = operandAt(tokens, at + 1, aliases)
    const rest = inner === undefined ? [] : tokens.slice(inner.end, inner.end + 4).map(({ text }) => text)
    return inner !== undefined && rest.join('') === 'or{})'
      ? suffixed(tokens, { ...inner, end: inner.end + 4 })
      : undefined
  }
  if (token?.kind !== 'name' || isSign(tokens[at - 1], '.') || isSign(tokens[at - 1], ':')) return undefined
  const path = aliases.get(token.text)
  return path === undefined ? undefined : suffixed(tokens, { path, end: at + 1 })
}

const KEYWORDS = new Set(['and', 'elseif', 'if', 'in', 'not', 'or', 'return', 'until', 'while'])

function isCalled(token: LuaToken | undefined): boolean {
  return token?.kind === 'name' && !KEYWORDS.has(token.text)
}

function suffixed(tokens: readonly LuaToken[], { path, end }: Operand): Operand {
  const [sign, field, close] = tokens.slice(end, end + 3)
  const joined = (key: string): string => (path === '' ? key : `${path}.${key}`)
  if (isSign(sign, '.') && field?.kind === 'name') return suffixed(tokens, { path: joined(field.text), end: end + 2 })
  if (!isSign(sign, '[') || !isSign(close, ']')) return { path, end }
  return suffixed(tokens, { path: field?.kind === 'text' ? joined(field.text) : `${path}[]`, end: end + 3 })
}

const COMPARE = new Set(['==', '~=', '<', '>', '<=', '>='])

/** What stands on the other side: a value, or a field. Of `find` and `match` the pattern without its signs. */
function compared(
  tokens: readonly LuaToken[],
  start: number,
  end: number,
  aliases: ReadonlyMap<string, string>,
): string | number | boolean | Operand | undefined {
  if (COMPARE.has(tokens[end]?.text ?? '')) return valueOf(tokens[end + 1]) ?? operandAt(tokens, end + 1, aliases)
  if (COMPARE.has(tokens[start - 1]?.text ?? '')) return valueOf(tokens[start - 2])
  const [colon, method, open, pattern] = tokens.slice(end, end + 4)
  const isMethod = isSign(colon, ':') && isSign(open, '(') && /^(?:find|match)$/.test(method?.text ?? '')
  const isCall = /^(?:find|match)$/.test(tokens[start - 2]?.text ?? '') && isSign(colon, ',')
  const text = isMethod ? pattern : isCall ? method : undefined
  return text?.kind === 'text' ? text.text.replaceAll(/^\^|\$$|\.[*+-]|%(?=\W)/g, '') : undefined
}

function valueOf(token: LuaToken | undefined): string | number | boolean | undefined {
  if (token?.kind === 'text') return token.text
  if (token?.kind === 'number') return Number(token.text)
  return token?.text === 'true' ? true : token?.text === 'false' ? false : undefined
}
