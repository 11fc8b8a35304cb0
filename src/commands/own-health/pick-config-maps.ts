// The documents of a file → the ConfigMaps among them that hold health rules. Reads nothing.
import type { Diagnostic } from '../../manifest/diagnostic.ts'
import type { Source } from '../../manifest/manifest.ts'
import type { Setting } from '../../manifest/settings.ts'
import type { Json } from '../../object/kube-object.ts'
import { ARGOCD_CM, fault, firstLine, RULES_KEY } from './read-config-map.ts'
import type { DataEntry } from './read-config-map.ts'

/** The data of each ConfigMap whose rules count. */
interface Picked {
  readonly maps: readonly (readonly DataEntry[])[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Those that are named argocd-cm, or the only one that has such keys. */
export function pickConfigMaps(source: Source, roots: readonly Setting[]): Picked {
  const maps = roots.flatMap(itemsOf).filter((root) => valueAt(root, 'kind') === 'ConfigMap')
  const named = maps.filter((map) => nameOf(map) === ARGOCD_CM)
  const keyed = maps.filter((map) => [...(part(map, 'data')?.entries?.keys() ?? [])].some(isRuleKey))
  const picked = named.length > 0 ? named : keyed
  const start = { source: source.name, line: 1, column: 1 }
  if (named.length === 0 && keyed.length > 1) {
    const names = keyed.map((map) => nameOf(map) ?? 'one without a name').join(', ')
    const message = `${source.name} has ${keyed.length} ConfigMaps with health rules, and none of them is ${ARGOCD_CM}: ${names}`
    return { maps: [], diagnostics: [fault(keyed[1]?.location ?? start, message, 'name a file with one of them')] }
  }
  if (maps.length === 0) {
    const hint = `health rules stand in the data of a ConfigMap, as in ${ARGOCD_CM}`
    return { maps: [], diagnostics: [fault(roots[0]?.location ?? start, `${source.name} has no ConfigMap`, hint)] }
  }
  const lines = source.text.split('\n')
  const none = keyed.some((map) => picked.includes(map)) ? [] : [noRules(source.name)]
  return { maps: picked.map((map) => dataOf(map, source.name, lines)), diagnostics: none }
}

function noRules(name: string): Diagnostic {
  const hint = `a rule is a key ${RULES_KEY}.health.GROUP_KIND in the data of its ConfigMap`
  return { code: 'HEALTH_RULE', severity: 'warning', message: `${name} has no health rules`, hint }
}

function isRuleKey(key: string): boolean {
  return key === RULES_KEY || key.startsWith(`${RULES_KEY}.`)
}

/** What kubectl prints of several objects is a list of them. */
function itemsOf(root: Setting): readonly Setting[] {
  const items = part(root, 'items')?.items
  const kind = valueAt(root, 'kind')
  return items !== undefined && typeof kind === 'string' && kind.endsWith('List') ? items : [root]
}

function nameOf(map: Setting): string | undefined {
  const metadata = part(map, 'metadata')
  const name = metadata === undefined ? undefined : valueAt(metadata, 'name')
  return typeof name === 'string' ? name : undefined
}

function dataOf(map: Setting, source: string, lines: readonly string[]): readonly DataEntry[] {
  return [...(part(map, 'data')?.entries ?? [])].flatMap(([key, { setting }]): readonly DataEntry[] => {
    const value = textOf(setting.value)
    if (value === undefined) return []
    const first = firstLine(setting, lines)
    return [{ key, value, locate: (line) => ({ source, line: first + line - 1, column: 1 }) }]
  })
}

function part(of: Setting, name: string): Setting | undefined {
  return of.entries?.get(name)?.setting
}

function valueAt(of: Setting, name: string): Json | undefined {
  return part(of, name)?.value
}

/** A ConfigMap can only hold texts; a file may forget to quote a switch. */
function textOf(value: Json): string | undefined {
  return typeof value === 'string' ? value : typeof value === 'boolean' ? String(value) : undefined
}
