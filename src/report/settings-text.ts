// Which settings hold and where they come from, as a table and as JSON. Decides nothing; who writes it masks it.
import { sanitizeJson, sanitizeLine } from '../guard/escape.ts'
import { inColumns } from './display-width.ts'

/** One setting. */
export interface HeldSetting {
  /** As it stands in hooksync.yaml. */
  readonly key: string
  readonly flag: string
  /** null: nothing is set. */
  readonly value: string | boolean | readonly string[] | null
  readonly from: 'command-line' | 'profile' | 'file' | 'argo-compat' | 'default'
  /** Where it was said, the highest last. */
  readonly places: readonly string[]
}

/** All of them, and the file. */
export interface HeldSettings {
  readonly file: string | undefined
  readonly profile: string | undefined
  /** The names of those in the file. */
  readonly profiles: readonly string[]
  readonly settings: readonly HeldSetting[]
}

/** As a table below what was read. */
export function settingsText({ file, profile, profiles, settings }: HeldSettings): string {
  const rows = settings.map((setting) => [setting.key, valueText(setting), originText(setting)].map(sanitizeLine))
  return [sanitizeLine(headText(file, profile, profiles)), '', ...inColumns([TITLES, ...rows])].join('\n')
}

/** Version of the JSON. */
const SETTINGS_VERSION = 1

/** As one JSON object. */
export function settingsJson({ file, profile, profiles, settings }: HeldSettings): string {
  const found = { v: SETTINGS_VERSION, file: file ?? null, profile: profile ?? null, profiles, settings }
  return sanitizeJson(JSON.stringify(found, undefined, 2))
}

const TITLES = ['KEY', 'VALUE', 'FROM']

function headText(file: string | undefined, profile: string | undefined, profiles: readonly string[]): string {
  if (file === undefined) return 'settings: no hooksync.yaml is read'
  if (profile !== undefined) return `settings of ${file}, profile ${profile}`
  return `settings of ${file}${profiles.length === 0 ? '' : `, without a profile; there are: ${profiles.join(', ')}`}`
}

function valueText({ key, value }: HeldSetting): string {
  if (value === null || (typeof value === 'object' && value.length === 0)) return key === 'contexts' ? 'all' : '-'
  return typeof value === 'object' ? value.join(', ') : String(value)
}

function originText({ from, places }: HeldSetting): string {
  if (from === 'argo-compat') return '--argo-compat'
  return places.length === 0 ? from : places.join(', ')
}
