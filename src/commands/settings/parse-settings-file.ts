// The text of a hooksync.yaml → what it says, with a diagnostic for each wrong key and value. Reads no files.
import { dirname, isAbsolute, join } from 'node:path'
import { UsageError } from '../../errors.ts'
import type { Diagnostic } from '../../manifest/diagnostic.ts'
import type { Location, Source } from '../../manifest/manifest.ts'
import type { Setting } from '../../manifest/settings.ts'
import { withoutAnyLine } from '../../manifest/shown-lines.ts'
import { suggest } from '../../manifest/suggest.ts'
import { defined } from '../../object/defined.ts'
import { faultOf } from '../../object/json-shape.ts'
import { toJson } from '../../object/json.ts'
import { isJsonList } from '../../object/kube-object.ts'
import type { Json } from '../../object/kube-object.ts'
import type { FlagName } from '../flags/flags.ts'
import { inCluster } from '../flags/own-health-flags.ts'
import { readSyncFlags } from '../flags/sync-flags.ts'
import { layeredValues } from './layers.ts'
import type { Layer, SettingPlace, Said } from './layers.ts'
import { readIgnoreRules } from './read-ignore-rules.ts'
import { KEYED_FLAGS, PROFILE_SHAPE, SETTINGS_FILE, SHAPES } from './settings-shape.ts'
import type { KeyedFlag } from './settings-shape.ts'

/** The contexts that may be used, and where that stands. */
interface Contexts {
  readonly names: readonly string[]
  readonly place: SettingPlace
}

/** Health rules by kind, as they are written. */
export interface HealthPart {
  readonly setting: Setting
  readonly place: SettingPlace
}

/** What one part of a file says. */
export interface FileLayer extends Layer {
  readonly contexts?: Contexts
  readonly health?: HealthPart
}

/** What a file says, and everything that is wrong with it; with an error among that it must not be used. */
export interface ParsedSettings {
  readonly top: FileLayer
  readonly profiles: ReadonlyMap<string, FileLayer>
  readonly diagnostics: readonly Diagnostic[]
}

const NOTHING: FileLayer = { said: () => undefined }

/** Takes what was read of a file. No line is shown of a file that may be anybody's. */
export function parseSettingsFile({ text }: Source, root: Setting | undefined): ParsedSettings {
  const found: Diagnostic[] = []
  const parsed = root === undefined ? { top: NOTHING, profiles: new Map<string, FileLayer>() } : readRoot(root, found)
  return { ...parsed, diagnostics: shownOf(text, found) }
}

/** The findings as they may be shown: with their lines only where a key of ours stands in the file. */
export function shownOf(text: string, found: readonly Diagnostic[]): readonly Diagnostic[] {
  const isOurs = Object.keys(SETTINGS_FILE.fields).some((key) => new RegExp(`^["']?${key}["']?:`, 'm').test(text))
  return isOurs ? found : withoutAnyLine(found)
}

function readRoot(root: Setting, found: Diagnostic[]): Omit<ParsedSettings, 'diagnostics'> {
  if (root.entries?.has('kind') === true && root.entries.has('apiVersion')) {
    const hint = 'settings are keys like app and namespace; a manifest needs a name other than hooksync.yaml'
    found.push(fault(root.location, 'this is a manifest, not settings', hint))
    return { top: NOTHING, profiles: new Map() }
  }
  const top = readLayer(root, undefined, found)
  const profiles = root.entries?.get('profiles')?.setting
  if (profiles !== undefined && profiles.entries === undefined) {
    const hint = 'write a name, and below it, deeper, what counts with --profile NAME'
    found.push(fault(profiles.location, 'profiles is not a map from names to settings', hint))
  }
  const named = [...(profiles?.entries ?? [])].map(
    ([name, { setting }]) => [name, readLayer(setting, name, found)] as const,
  )
  return { top, profiles: new Map(named) }
}

function readLayer({ entries, location, value }: Setting, profile: string | undefined, found: Diagnostic[]): FileLayer {
  const where = profile === undefined ? undefined : { profile }
  if (entries === undefined) {
    if (value === null && profile === undefined) return NOTHING
    const what = profile === undefined ? 'a file of settings is a map' : `the profile ${profile} is not a map`
    found.push(fault(location, what, 'write keys with values, e.g. app: shop'))
    return NOTHING
  }
  const said = new Map<FlagName, Said>()
  let contexts: Contexts | undefined
  let health: HealthPart | undefined
  for (const [key, entry] of entries) {
    const place: SettingPlace = { ...entry.location, ...where, key }
    const flag = KEYED_FLAGS.find((candidate) => candidate.key === key)
    if (key === 'contexts') {
      const names = readContexts(entry.setting, found)
      if (names !== undefined) contexts = { names, place }
    } else if (key === 'health') {
      health = { setting: entry.setting, place }
    } else if (flag !== undefined) {
      const values = readValue(flag, entry.setting, found)
      const from = flag.name === 'health-from' ? values?.map(besideOf(place)) : values
      if (from !== undefined) said.set(flag.name, { values: from, place })
    } else if (key !== 'profiles' || profile !== undefined) found.push(unknownKey(key, entry.location))
  }
  return { said: (name) => said.get(name), ...defined({ contexts, health }) }
}

/** A file that is read is named as seen from the file of settings. */
function besideOf({ source }: Location): (value: string | boolean) => string | boolean {
  return (value) => (typeof value !== 'string' || inCluster(value) !== undefined ? value : seenFrom(source, value))
}

function seenFrom(source: string, path: string): string {
  return isAbsolute(path) ? path : join(dirname(source), path)
}

function readContexts({ value, location }: Setting, found: Diagnostic[]): readonly string[] | undefined {
  const names = isJsonList(value) ? value.filter((name) => typeof name === 'string') : []
  const wrong = faultOf(value, PROFILE_SHAPE.fields.contexts, 'contexts')
  if (wrong === undefined && names.length > 0) return names
  const hint = 'e.g. contexts: [staging, production]'
  found.push(fault(location, wrong ?? 'contexts is empty: no cluster could be used', hint))
  return undefined
}

function readValue(flag: KeyedFlag, setting: Setting, found: Diagnostic[]): Said['values'] | undefined {
  const { value, location } = setting
  const shape = Object.entries(PROFILE_SHAPE.fields).find(([key]) => key === flag.key)?.[1]
  const isRules = flag.value === 'RULE' && isJsonList(value)
  const wrong = shape === undefined || isRules ? undefined : faultOf(value, shape, flag.key)
  if (wrong !== undefined) {
    found.push(fault(location, wrong, hintFor(flag, value)))
    return undefined
  }
  if (isRules) return readIgnoreRules(flag.key, setting, found)
  const values = (isJsonList(value) ? value : [value]).map((one) => wordOf(flag, one))
  const refusal = refusalOf(flag, values)
  if (refusal === undefined) return values
  found.push(fault(location, refusal.message.replace(`--${flag.name}`, flag.key), refusal.hint))
  return undefined
}

/** A value in the words of the command line. */
function wordOf({ type, choices = [] }: KeyedFlag, value: Json): string | boolean {
  if (typeof value !== 'boolean') return typeof value === 'string' ? value : toJson(value)
  if (type === 'switch') return value
  return choices.find((word) => (value ? ['true', 'on'] : ['false', 'off']).includes(word)) ?? String(value)
}

/** What is wrong with a value is what would be wrong with it on a command line. */
function refusalOf({ name }: KeyedFlag, values: Said['values']): UsageError | undefined {
  const line = new Map<FlagName, Said>([
    ['filename', { values: ['-'] }],
    ['app', { values: ['any'] }],
    [name, { values }],
  ])
  try {
    readSyncFlags(layeredValues([{ said: (flag) => line.get(flag) }], []))
    return undefined
  } catch (error) {
    if (error instanceof UsageError) return error
    throw error
  }
}

function hintFor({ type, value: called, choices }: KeyedFlag, value: Json): string | undefined {
  if (type === 'list' && !isJsonList(value)) return 'write a list: [one, another]'
  if (choices !== undefined) {
    const wrong = isJsonList(value) ? value.find((one) => !choices.some((word) => word === one)) : value
    const near = typeof wrong === 'string' ? suggest(wrong, choices) : undefined
    return near === undefined ? undefined : `did you mean ${near}?`
  }
  if (called === 'DURATION') {
    return typeof value === 'number'
      ? `write ${value}s for seconds or ${value}m for minutes`
      : 'write a duration with units, like 90s, 30m or 1h5m'
  }
  return type === 'value' && SHAPES[called ?? ''] === undefined && typeof value === 'number' ? 'quote it' : undefined
}

const ARGO_KEY = 'resource.customizations'

/** What may come, or has another place: for these no near word is looked for. */
const KNOWN_ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['context', 'contexts lists those that are allowed; which one is used is said by --context'],
  ['profiles', 'profiles stand beside each other, not in each other'],
  [ARGO_KEY, 'health: holds rules, each as example.com/Widget: { lua: … }; healthFrom names the file of a ConfigMap'],
])

function unknownKey(key: string, location: Location): Diagnostic {
  const keys = Object.keys(PROFILE_SHAPE.fields)
  const known = KNOWN_ELSEWHERE.get(key.startsWith(ARGO_KEY) ? ARGO_KEY : key)
  const near = KEYED_FLAGS.find(({ name }) => name === key)?.key ?? suggest(key, [...keys, 'profiles'])
  const others = near === undefined ? `one of ${[...keys, 'profiles'].join(', ')}` : `did you mean ${near}?`
  return fault(location, `there is no setting "${key}"`, known ?? others)
}

function fault(location: Location, message: string, hint: string | undefined): Diagnostic {
  return { code: 'SETTINGS', severity: 'error', message, location, ...(hint === undefined ? {} : { hint }) }
}
