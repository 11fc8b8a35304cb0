// Which settings hold for a run, and where each comes from: the command line, a profile, the file, --argo-compat, the defaults. Pure.
import { ARGO_POLICY } from '../../policy.ts'
import type { Policy } from '../../policy.ts'
import type { HeldSetting } from '../../report/settings-text.ts'
import type { FlagName } from '../flags/flags.ts'
import { counting, placeText } from './layers.ts'
import type { Layer, Said } from './layers.ts'
import type { HealthPart } from './parse-settings-file.ts'
import { KEYED_FLAGS } from './settings-shape.ts'
import type { KeyedFlag } from './settings-shape.ts'
import type { Settled } from './with-settings.ts'

/** Each key with what holds, in the order of the help; what no flag says last. */
export function heldSettings({ layers, values, contexts, health }: Settled): readonly HeldSetting[] {
  const isArgo = values.switch('argo-compat') === true
  const allowed: HeldSetting =
    contexts === undefined
      ? { key: 'contexts', flag: 'context', value: null, from: 'default', places: [] }
      : {
          key: 'contexts',
          flag: 'context',
          value: contexts.names,
          ...originOf([{ values: [], place: contexts.place }]),
        }
  return [...KEYED_FLAGS.map((flag) => held(flag, layers, isArgo)), allowed, heldRules(health)]
}

/** The kinds that have a rule in the file. */
function heldRules(parts: readonly HealthPart[]): HeldSetting {
  const head = { key: 'health', flag: 'health-from' }
  if (parts.length === 0) return { ...head, value: null, from: 'default', places: [] }
  const kinds = new Set(parts.flatMap(({ setting }) => [...(setting.entries?.keys() ?? [])]))
  return { ...head, value: [...kinds], ...originOf(parts.toReversed().map(({ place }) => ({ values: [], place }))) }
}

function held(flag: KeyedFlag, layers: readonly Layer[], isArgo: boolean): HeldSetting {
  const { key, name, type } = flag
  const said = name === 'create-namespace' ? createNamespace(layers) : counting(name, layers)
  const head = { key, flag: name }
  if (said.length > 0) {
    const values = said.flatMap((one) => one.values)
    const value = type === 'list' ? effective(name, values.map(String)) : (values.at(-1) ?? null)
    return { ...head, value, ...originOf(said) }
  }
  const argo = isArgo ? ARGO_VALUES.get(name) : undefined
  if (argo !== undefined) return { ...head, value: argo, from: 'argo-compat', places: [] }
  return { ...head, value: flag.default ?? (type === 'switch' ? false : null), from: 'default', places: [] }
}

/** Of two sync options of one name the last counts. */
function effective(name: FlagName, words: readonly string[]): readonly string[] {
  if (name !== 'sync-option') return words
  const byName = new Map(
    words.flatMap((word) => word.split(',')).map((word) => [word.trim().split('=')[0] ?? '', word.trim()]),
  )
  return [...byName.values()].filter((word) => word !== '')
}

/** What the sync option says where the flag does not. */
function createNamespace(layers: readonly Layer[]): readonly Said[] {
  const said = counting('create-namespace', layers)
  if (said.length > 0) return said
  return counting('sync-option', layers)
    .flatMap(({ values, ...where }) => {
      const words = values.flatMap((value) => String(value).split(','))
      const word = words.findLast((one) => /^\s*CreateNamespace=/.test(one))
      return word === undefined ? [] : [{ ...where, values: [word.trim().replace(/^.*=/, '')] }]
    })
    .slice(-1)
}

/** The highest place says whether it was the command line; all of them are named. */
function originOf(said: readonly Said[]): Pick<HeldSetting, 'from' | 'places'> {
  const highest = said.at(-1)?.place
  const from = highest === undefined ? 'command-line' : highest.profile === undefined ? 'file' : 'profile'
  return { from, places: said.map(({ place }) => (place === undefined ? 'command line' : placeText(place))) }
}

const ARGO_FLAGS: Readonly<Record<keyof Policy['defaults'], FlagName>> = {
  wait: 'wait',
  waveDelayMs: 'wave-delay',
  degradedGraceMs: 'degraded-grace',
}

const ARGO_VALUES: ReadonlyMap<FlagName, string | boolean> = new Map<FlagName, string | boolean>([
  ['fail-fast', 'off'],
  ...Object.entries(ARGO_FLAGS).map(([option, flag]): [FlagName, string | boolean] => {
    const value = Object.entries(ARGO_POLICY.defaults).find(([name]) => name === option)?.[1] ?? false
    return [flag, typeof value === 'number' ? `${value / 1000}s` : value]
  }),
])
