// An argocd-cm → the health rules in it, and what is wrong with them. Reads no files and runs no rule.
import type { RuleText } from '../../lua/lua-rule.ts'
import type { Diagnostic } from '../../manifest/diagnostic.ts'
import type { Location } from '../../manifest/manifest.ts'
import { parseSettings } from '../../manifest/parse-settings.ts'
import type { Setting } from '../../manifest/settings.ts'
import { suggest } from '../../manifest/suggest.ts'
import { unmatchedKind } from './unmatched-kind.ts'

/** A value of `data`, and where its lines stand. */
export interface DataEntry {
  readonly key: string
  readonly value: string
  /** Of the value's line, from 1. */
  readonly locate: (line: number) => Location
}

/** What was found. */
export interface FoundRules {
  readonly texts: readonly RuleText[]
  readonly diagnostics: readonly Diagnostic[]
}

/** With what the keys of rules begin. */
export const RULES_KEY = 'resource.customizations'

/** The ConfigMap that Argo CD reads. */
export const ARGOCD_CM = 'argocd-cm'

/** A part of a rule, with the key that it stands in; or what is wrong there. */
type Read =
  | { readonly pattern: string; readonly part: Partial<Written>; readonly key: string; readonly at: Location }
  | { readonly wrong: Diagnostic }

interface Written {
  readonly script: string
  readonly openLibs: boolean
  readonly locate: (line: number) => Location
}

/**
 * Both forms. A rule has two parts, the script and whether it has the libraries; of each part that both forms give for one kind, that of the
 * split key counts, an empty script too (argo-cd:util/settings/settings.go, GetResourceOverrides).
 */
export function readConfigMap(entries: readonly DataEntry[]): FoundRules {
  const whole = entries.filter(({ key }) => key === RULES_KEY).flatMap(readWhole)
  const read = [...whole, ...entries.flatMap(readSplit)]
  const rules = new Map<string, Partial<Written>>()
  const diagnostics: Diagnostic[] = []
  for (const found of read) {
    if ('wrong' in found) diagnostics.push(found.wrong)
    else if (isNoKey(found.key)) diagnostics.push(noKey(found))
    else {
      const before = rules.get(found.pattern)
      if (before === undefined) diagnostics.push(...unheard(found))
      rules.set(found.pattern, { ...before, ...found.part })
    }
  }
  return { texts: [...rules].flatMap(([pattern, rule]) => textOf(pattern, rule)), diagnostics }
}

type Given = Exclude<Read, { readonly wrong: Diagnostic }>

function isNoKey(key: string): boolean {
  return !/^[-._a-zA-Z0-9]+$/.test(key)
}

/** Kubernetes takes no such ConfigMap. */
function noKey({ pattern, key, at }: Given): Diagnostic {
  const message = `no ConfigMap can have the key ${key}: it does not count`
  const form = `${key.split('.').slice(0, 3).join('.')}.`
  const isPlain = unmatchedKind(pattern) === undefined && /^[-._a-zA-Z0-9]+\/\w+$/.test(pattern)
  const hint = isPlain
    ? `write ${form}${pattern.replace('/', '_')}`
    : `wildcards stand below ${RULES_KEY}: as "${pattern}":`
  return { code: 'HEALTH_RULE', severity: 'warning', message, location: at, hint }
}

/** What is never asked for, in silence: a kind that nothing can have. */
function unheard({ pattern, key, at }: Given): readonly Diagnostic[] {
  const isSplit = key !== RULES_KEY
  const found = unmatchedKind(pattern)
  if (found === undefined) return []
  const written = isSplit ? key : `${pattern} in ${RULES_KEY}`
  const near = isSplit ? found.near?.replace('/', '_') : found.near
  const form = isSplit ? `${key.split('.').slice(0, 3).join('.')}.` : ''
  const hint = near === undefined ? `write ${form}GROUP${isSplit ? '_' : '/'}KIND` : `write ${form}${near}`
  const message = `${written} is for no kind: ${found.why}`
  return [{ code: 'HEALTH_RULE', severity: 'warning', message, location: at, hint }]
}

function textOf(pattern: string, { script = '', openLibs = false, locate }: Partial<Written>): readonly RuleText[] {
  if (script === '' || locate === undefined) return []
  return [{ pattern, script, openLibs, locate }]
}

const TYPES = ['health', 'useOpenLibs', 'actions', 'ignoreDifferences', 'ignoreResourceUpdates', 'knownTypeFields']

/** As Go's strconv.ParseBool. */
const TRUE = ['1', 't', 'T', 'true', 'TRUE', 'True']
const FALSE = ['0', 'f', 'F', 'false', 'FALSE', 'False']

/** `resource.customizations.health.GROUP_KIND`; what Argo CD refuses there leaves it without any rule. */
function readSplit({ key, value, locate }: DataEntry): readonly Read[] {
  const [, type, name = ''] = /^resource\.customizations\.([^.]*)\.(.*)$/s.exec(key) ?? []
  if (type === undefined) return []
  const wrong = (what: string, hint: string): readonly Read[] => [
    { wrong: fault(locate(1), `${key} is ${what}`, hint) },
  ]
  const parts = name.split('_')
  if (name === '' || parts.length > 2) return wrong('not for GROUP_KIND', `write ${RULES_KEY}.${type}.GROUP_KIND`)
  const pattern = name === 'all' ? '*/*' : parts.join('/')
  const given = (part: Partial<Written>): readonly Read[] => [{ pattern, part, key, at: locate(1) }]
  if (type === 'health') return given({ script: value, locate })
  if (type === 'useOpenLibs') {
    if (TRUE.includes(value)) return given({ openLibs: true })
    if (FALSE.includes(value)) return given({ openLibs: false })
    return wrong(`"${value}", not true or false`, 'quote it: "true"')
  }
  if (TYPES.includes(type)) return []
  const near = suggest(type, TYPES)
  return wrong(
    'no customization that Argo CD knows',
    near === undefined ? `they are ${TYPES.join(', ')}` : `did you mean ${RULES_KEY}.${near}.${name}?`,
  )
}

/** YAML in YAML: by kind, `health.lua` and `health.lua.useOpenLibs`. */
function readWhole({ key, value, locate }: DataEntry): readonly Read[] {
  const { root, diagnostics } = parseSettings({ name: key, text: value })
  const at = ({ location }: { readonly location?: Location }): Location => locate(location?.line ?? 1)
  const told = diagnostics.map((one) => ({ wrong: { ...one, location: at(one) } }))
  if (root === undefined || root.value === null) return told
  if (root.entries === undefined) {
    return [
      ...told,
      { wrong: fault(at(root), `${key} has no rules by GROUP/KIND`, 'write GROUP/KIND: and below it health.lua: |') },
    ]
  }
  const lines = value.split('\n')
  return [
    ...told,
    ...[...root.entries].flatMap(([pattern, { setting }]) => readEntry(pattern, setting, { lines, locate })),
  ]
}

function readEntry(
  pattern: string,
  setting: Setting,
  { lines, locate }: { readonly lines: readonly string[]; readonly locate: (line: number) => Location },
): readonly Read[] {
  const wrong = (of: Setting, what: string, hint: string): Read => ({
    wrong: fault(locate(of.location.line), `${RULES_KEY}: ${what} of ${pattern} is ${shown(of)}`, hint),
  })
  if (setting.value === null) return []
  if (setting.entries === undefined) return [wrong(setting, 'the entry', 'write health.lua: | below the kind')]
  const found: Read[] = []
  const given = (of: Setting, part: Partial<Written>): void =>
    void found.push({ pattern, part, key: RULES_KEY, at: locate(of.location.line) })
  const script = setting.entries.get('health.lua')?.setting
  if (typeof script?.value === 'string') {
    const first = firstLine(script, lines)
    given(script, { script: script.value, locate: (line) => locate(first + line - 1) })
  } else if (script !== undefined && script.value !== null) {
    found.push(wrong(script, 'health.lua', 'write health.lua: | and the script below it'))
  }
  const openLibs = setting.entries.get('health.lua.useOpenLibs')?.setting
  if (typeof openLibs?.value === 'boolean') given(openLibs, { openLibs: openLibs.value })
  else if (openLibs !== undefined && openLibs.value !== null) {
    found.push(
      wrong(
        openLibs,
        'health.lua.useOpenLibs',
        'write true or false, here without quotes; Argo CD reads no rule at all otherwise',
      ),
    )
  }
  return found
}

function shown({ value }: Setting): string {
  if (typeof value === 'string') return TRUE.includes(value) || FALSE.includes(value) ? `the text "${value}"` : 'a text'
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'a mapping' : String(value)
}

/** The line on which a text begins: that of a block is the one below its mark. */
export function firstLine({ location }: Setting, lines: readonly string[]): number {
  const line = lines[location.line - 1] ?? ''
  return location.line + (/[|>][-+0-9]*\s*(?:#.*)?$/.test(line.slice(location.column - 1)) ? 1 : 0)
}

/** What is wrong with a rule. */
export function fault(location: Location, message: string, hint: string): Diagnostic {
  return { code: 'HEALTH_RULE', severity: 'error', message, location, hint }
}
