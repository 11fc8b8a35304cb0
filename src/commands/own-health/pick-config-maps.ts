// The documents of a file → the ConfigMaps among them that hold health rules, or what such a ConfigMap is made of. Reads nothing.
import type { Diagnostic } from '../../manifest/diagnostic.ts'
import type { Location, Source } from '../../manifest/manifest.ts'
import { parseSettings } from '../../manifest/parse-settings.ts'
import type { Setting } from '../../manifest/settings.ts'
import type { Json } from '../../object/kube-object.ts'
import { ARGOCD_CM, fault, firstLine, RULES_KEY } from './read-config-map.ts'
import type { DataEntry } from './read-config-map.ts'

/** The data of each ConfigMap whose rules count. */
interface Picked {
  readonly maps: readonly (readonly DataEntry[])[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Data of a ConfigMap that is there or will be. */
interface Home {
  readonly name: string
  readonly location: Location
  readonly data: ReadonlyMap<string, Setting>
}

/** Those that are named argocd-cm, or the only one that has such keys. */
export function pickConfigMaps(source: Source, roots: readonly Setting[]): Picked {
  const lines = source.text.split('\n')
  const homes = roots.flatMap(itemsOf).flatMap((root) => homesOf(root, lines))
  const named = homes.filter(({ name }) => name === ARGOCD_CM)
  const keyed = homes.filter(({ data }) => [...data.keys()].some(isRuleKey))
  const picked = named.length > 0 ? named : keyed
  if (named.length === 0 && keyed.length > 1) {
    const names = keyed.map(({ name }) => name).join(', ')
    const message = `${source.name} has health rules in ${keyed.length} places, and none of them is ${ARGOCD_CM}: ${names}`
    return {
      maps: [],
      diagnostics: [fault(placeOf(source, keyed[1]), message, 'name a file with one of them')],
    }
  }
  if (homes.length === 0) return { maps: [], diagnostics: [noHome(source, roots)] }
  const none = keyed.some((map) => picked.includes(map)) ? [] : [noRules(source.name)]
  return { maps: picked.map(({ data }) => entriesOf(data, source.name, lines)), diagnostics: none }
}

/** Without its line: the file may be anybody's, with Secrets in it. */
function placeOf(source: Source, root: Pick<Setting, 'location'> | undefined): Location {
  return { source: source.name, line: root?.location.line ?? 1, column: root?.location.column ?? 1 }
}

function noHome(source: Source, roots: readonly Setting[]): Diagnostic {
  const at = placeOf(source, roots[0])
  if (roots.some((root) => valueAt(root, 'kind') === 'Kustomization' || part(root, 'patches') !== undefined)) {
    const folder = source.name.replace(/[^/]*$/, '') || '.'
    const hint = `kubectl kustomize ${folder} > rules.yaml writes the ConfigMap that it makes: name that file`
    return fault(at, `${source.name} is a Kustomization: it has no ConfigMap`, hint)
  }
  const hint = `health rules stand in the data of a ConfigMap, as in ${ARGOCD_CM}, in configs.cm of the chart argo-cd, or in an ArgoCD`
  return fault(at, `${source.name} has no ConfigMap`, hint)
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

/** A ConfigMap, an ArgoCD of the operator, or else whatever has such keys in it, like values of a chart. */
function homesOf(root: Setting, lines: readonly string[]): readonly Home[] {
  const kind = valueAt(root, 'kind')
  const { location } = root
  if (kind === 'ConfigMap')
    return [{ name: nameOf(root) ?? 'one without a name', location, data: settingsOf(part(root, 'data')) }]
  if (kind !== 'ArgoCD') return keyedParts(root, [], lines)
  return [{ name: `ArgoCD ${nameOf(root) ?? ''}`.trim(), location, data: dataOfArgoCD(part(root, 'spec')) }]
}

/** What the operator writes into argocd-cm (argoproj-labs/argocd-operator:controllers/argocd/configmap.go, reconcileArgoConfigMap). */
function dataOfArgoCD(spec: Setting | undefined): ReadonlyMap<string, Setting> {
  const whole = spec === undefined ? undefined : part(spec, 'resourceCustomizations')
  const checks = (spec === undefined ? undefined : part(spec, 'resourceHealthChecks'))?.items ?? []
  const split = checks.flatMap((check): readonly (readonly [string, Setting])[] => {
    const [group, kind, script] = [valueAt(check, 'group') ?? '', valueAt(check, 'kind'), part(check, 'check')]
    if (script === undefined || typeof group !== 'string' || typeof kind !== 'string') return []
    return [[`${RULES_KEY}.health.${group === '' ? '' : `${group}_`}${kind}`, script]]
  })
  const extra = settingsOf(spec === undefined ? undefined : part(spec, 'extraConfig'))
  return new Map([...(whole === undefined ? [] : [[RULES_KEY, whole] as const]), ...split, ...extra])
}

/** However deep: `configs.cm`, `argo-cd.configs.cm`, `spec.source.helm.valuesObject.configs.cm`. */
function keyedParts(of: Setting, path: readonly string[], lines: readonly string[]): readonly Home[] {
  const inner = [...(of.entries ?? [])].flatMap(([key, { setting }]) =>
    keyedParts(key === 'values' ? valuesOf(setting, lines) : setting, [...path, key], lines),
  )
  const items = (of.items ?? []).flatMap((item, at) => keyedParts(item, [...path, String(at)], lines))
  const data = settingsOf(of)
  if (![...data.keys()].some(isRuleKey)) return [...inner, ...items]
  return [{ name: path.join('.'), location: of.location, data }, ...inner, ...items]
}

/** `helm.values` of an Application is a text in which values stand. */
function valuesOf(setting: Setting, lines: readonly string[]): Setting {
  const { value, location } = setting
  if (typeof value !== 'string' || !value.includes(RULES_KEY)) return setting
  const { root } = parseSettings({ name: location.source, text: value })
  return root === undefined ? setting : moved(root, firstLine(setting, lines) - 1)
}

function moved({ location, entries, items, ...setting }: Setting, by: number): Setting {
  const at = (place: Location): Location => ({ source: place.source, line: place.line + by, column: place.column })
  const below = [...(entries ?? [])].map(
    ([key, entry]) => [key, { location: at(entry.location), setting: moved(entry.setting, by) }] as const,
  )
  return {
    ...setting,
    location: at(location),
    ...(entries === undefined ? {} : { entries: new Map(below) }),
    ...(items === undefined ? {} : { items: items.map((item) => moved(item, by)) }),
  }
}

function settingsOf(of: Setting | undefined): ReadonlyMap<string, Setting> {
  return new Map([...(of?.entries ?? [])].map(([key, { setting }]) => [key, setting]))
}

function nameOf(map: Setting): string | undefined {
  const metadata = part(map, 'metadata')
  const name = metadata === undefined ? undefined : valueAt(metadata, 'name')
  return typeof name === 'string' ? name : undefined
}

function entriesOf(data: ReadonlyMap<string, Setting>, source: string, lines: readonly string[]): readonly DataEntry[] {
  return [...data].flatMap(([key, setting]): readonly DataEntry[] => {
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
