// The text of a world file and the words of --takes → settings, with a diagnostic for each wrong key and value. Reads no files.
import { parseDuration } from '../object/duration.ts'
import type { Diagnostic } from '../manifest/diagnostic.ts'
import { parseShaped } from '../object/json-shape.ts'
import type { Location, Manifest, Source } from '../manifest/manifest.ts'
import { parseSettings } from '../manifest/parse-settings.ts'
import type { Setting } from '../manifest/settings.ts'
import { withoutAnyLine } from '../manifest/shown-lines.ts'
import { suggest } from '../manifest/suggest.ts'
import type { FaultTarget } from './fault.ts'
import { findFaultTarget } from './find-target.ts'
import { USUAL_WORLD, WORLD_FILE } from './world.ts'
import type { ObjectDuration, WorldDurations, WorldSettings } from './world.ts'

const DURATION_HINT = 'write a duration with units, like 90s, 30m or 1h5m'
const KEYS = Object.keys(WORLD_FILE.fields)

/** What was read, and everything that is wrong with it; with an error among that the settings must not be used. */
export interface ParsedWorld {
  readonly settings: WorldSettings
  readonly diagnostics: readonly Diagnostic[]
}

/** Reads a world file. Objects are looked for among the manifests. No line is shown of a file that is none. */
export function parseWorld(source: Source, manifests: readonly Manifest[]): ParsedWorld {
  const read = readWorld(source, manifests)
  const isWorld = KEYS.some((key) => new RegExp(`^["']?${key}["']?:`, 'm').test(source.text))
  return isWorld ? read : { ...read, diagnostics: withoutAnyLine(read.diagnostics) }
}

function readWorld(source: Source, manifests: readonly Manifest[]): ParsedWorld {
  const { root, diagnostics } = parseSettings(source)
  const found: Diagnostic[] = [...diagnostics]
  if (root === undefined) return { settings: USUAL_WORLD, diagnostics: found }
  if (root.entries === undefined) {
    found.push(fault(root.location, 'a world is a mapping, e.g. imagePull: 40s', undefined))
    return { settings: USUAL_WORLD, diagnostics: found }
  }
  const durations: Partial<Record<keyof WorldDurations, number>> = {}
  const lists: { objects?: readonly ObjectDuration[]; namespaces?: readonly string[] } = {}
  for (const [key, { location, setting }] of root.entries) {
    if (key === 'objects') lists.objects = readObjects(setting, manifests, found)
    else if (key === 'namespaces') lists.namespaces = readNamespaces(setting, found)
    else if (isDurationKey(key)) durations[key] = readDuration(setting, found) ?? 0
    else found.push(unknownKey(key, location))
  }
  const settings = { ...USUAL_WORLD, ...lists, durations: { ...USUAL_WORLD.durations, ...durations } }
  return { settings, diagnostics: found }
}

/** The settings with one more word of the command line: `Job/migrate=3m` or `imagePull=40s`; a text says what is wrong. */
export function withTakes(
  settings: WorldSettings,
  text: string,
  manifests: readonly Manifest[],
): WorldSettings | { readonly message: string; readonly hint: string } {
  const [, key = '', value = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? []
  const message = `--takes cannot be "${text}"`
  const milliseconds = parseDuration(value)
  if (key === '' || value === '') return { message, hint: 'write --takes Job/migrate=3m or --takes imagePull=40s' }
  if (milliseconds === undefined) return { message, hint: DURATION_HINT }
  if (isDurationKey(key)) return { ...settings, durations: { ...settings.durations, [key]: milliseconds } }
  if (!key.includes('/')) {
    const names = Object.keys(USUAL_WORLD.durations)
    const near = suggest(key, names)
    return { message, hint: near === undefined ? `one of KIND/NAME, ${names.join(', ')}` : `did you mean ${near}?` }
  }
  const found = findObject(key, manifests)
  if ('hint' in found) return { message, hint: found.hint }
  return { ...settings, objects: [...settings.objects, { ...found, milliseconds }] }
}

function isDurationKey(key: string): key is keyof WorldDurations {
  return Object.hasOwn(USUAL_WORLD.durations, key)
}

function readObjects(setting: Setting, manifests: readonly Manifest[], found: Diagnostic[]): readonly ObjectDuration[] {
  if (setting.entries === undefined) {
    found.push(fault(setting.location, 'objects is a mapping from KIND/NAME to a duration', 'e.g. Job/migrate: 3m'))
    return []
  }
  return [...setting.entries].flatMap(([key, entry]) => {
    const milliseconds = readDuration(entry.setting, found)
    const object = findObject(key, manifests)
    if ('hint' in object) found.push(fault(entry.location, object.message, object.hint))
    return 'hint' in object || milliseconds === undefined ? [] : { ...object, milliseconds }
  })
}

function findObject(
  key: string,
  manifests: readonly Manifest[],
): FaultTarget | { readonly message: string; readonly hint: string } {
  const found = findFaultTarget(
    key,
    manifests.map(({ object }) => object),
  )
  if ('target' in found) return found.target
  if (found.problem !== 'form') return found
  return { message: `no manifest is ${key}`, hint: 'write KIND/NAME as in the manifests, e.g. Job/migrate' }
}

function readNamespaces({ value, location }: Setting, found: Diagnostic[]): readonly string[] {
  const read = parseShaped(value, WORLD_FILE.fields.namespaces)
  if ('value' in read) return read.value ?? []
  found.push(fault(location, 'namespaces is a list of names', 'e.g. namespaces: [shop, monitoring]'))
  return []
}

function readDuration({ value, location }: Setting, found: Diagnostic[]): number | undefined {
  const read = parseShaped(value, 'duration')
  if ('value' in read) return parseDuration(String(read.value))
  const shown = typeof value === 'object' ? 'this' : JSON.stringify(String(value))
  const hint = typeof value === 'number' ? `write ${value}s for seconds or ${value}m for minutes` : DURATION_HINT
  found.push(fault(location, `${shown} is not a duration`, hint))
  return undefined
}

function unknownKey(key: string, location: Location): Diagnostic {
  const near = suggest(key, KEYS)
  return fault(
    location,
    `"${key}" is not a setting of a world`,
    near === undefined ? `one of ${KEYS.join(', ')}` : `did you mean ${near}?`,
  )
}

function fault(location: Location, message: string, hint: string | undefined): Diagnostic {
  return { code: 'WORLD', severity: 'error', message, location, ...(hint === undefined ? {} : { hint }) }
}
