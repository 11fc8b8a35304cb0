// Settings from several places laid over each other, as the values of flags: what stands higher wins. Knows no files. Pure.
import type { Location } from '../../manifest/manifest.ts'
import type { FlagName } from '../flags/flags.ts'
import type { FlagValues } from '../flags/parse-flags.ts'

/** What was said of one flag, at one place. */
export interface Said {
  readonly values: readonly (string | boolean)[]
  /** Left out: on the command line. */
  readonly place?: SettingPlace
}

/** A place in a file of settings. */
export interface SettingPlace extends Location {
  readonly key: string
  /** Left out: above all profiles. */
  readonly profile?: string
}

/** What one place says. */
export interface Layer {
  said(name: FlagName): Said | undefined
}

/** What a command line says. */
export function commandLineLayer(values: FlagValues): Layer {
  return {
    said(name) {
      const state = values.switch(name)
      const said = state === undefined ? values.list(name) : [state]
      return said.length === 0 ? undefined : { values: said }
    },
  }
}

/** What counts of a flag, the highest last. Sync options count one by one, of anything else all comes from one place. */
export function counting(name: FlagName, layers: readonly Layer[]): readonly Said[] {
  if (name === 'sync-option') return layers.flatMap((layer) => layer.said(name) ?? []).toReversed()
  for (const layer of layers) {
    const said = layer.said(name)
    if (said !== undefined) return [said]
    if (name === 'create-namespace' && saysCreateNamespace(layer)) return []
  }
  return []
}

/** The flag and the sync option are two words for one thing. */
function saysCreateNamespace(layer: Layer): boolean {
  const words = layer.said('sync-option')?.values.flatMap((value) => String(value).split(','))
  return words?.some((word) => /^\s*CreateNamespace=/.test(word)) === true
}

/** The values of flags, from layers of which the first wins. */
export function layeredValues(layers: readonly Layer[], words: readonly string[]): FlagValues {
  const list = (name: FlagName): readonly string[] =>
    counting(name, layers).flatMap(({ values }) => values.filter((value) => typeof value === 'string'))
  return {
    words,
    list,
    value: (name) => list(name).at(-1),
    place: (name) => counting(name, layers).at(-1)?.place,
    switch: (name) => {
      const last = counting(name, layers).at(-1)?.values.at(-1)
      return typeof last === 'boolean' ? last : undefined
    },
  }
}

/** How messages name a place: `deploy/hooksync.yaml:3`, `profile prod in deploy/hooksync.yaml:12`. */
export function placeText({ source, line, profile }: SettingPlace): string {
  return `${profile === undefined ? '' : `profile ${profile} in `}${source}:${line}`
}
