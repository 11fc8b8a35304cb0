// Runs a command with what its command line says and, below that, what a hooksync.yaml says.
import { EXIT_CODES, HooksyncError, UsageError } from '../../errors.ts'
import type { ExitCode } from '../../errors.ts'
import type { Io } from '../../io.ts'
import type { Diagnostic } from '../../manifest/diagnostic.ts'
import type { Source } from '../../manifest/manifest.ts'
import { suggest } from '../../manifest/suggest.ts'
import { defined } from '../../object/defined.ts'
import { checkFiles } from '../check-files.ts'
import { FLAGS } from '../flags/flags.ts'
import { idleNotes, refuseIdleFlags } from '../flags/idle-flags.ts'
import { usualLogMode } from '../flags/log-flags.ts'
import type { LogMode } from '../../sync/logs/log-settings.ts'
import type { FlagValues } from '../flags/parse-flags.ts'
import type { CiFlags } from '../flags/ci-flags.ts'
import type { GivenRule } from '../../lua/lua-rule.ts'
import { readOutputFlags } from '../flags/sync-flags.ts'
import { untilSignal } from '../interruption.ts'
import { noteInvalid, tellInvalid } from '../invalid-input.ts'
import { isError } from '../read-input.ts'
import { telling } from '../run-context.ts'
import type { CommandWorld } from '../run-context.ts'
import { findSettings } from './find-settings.ts'
import { commandLineLayer, counting, layeredValues, placeText } from './layers.ts'
import type { Layer } from './layers.ts'
import type { FileLayer, HealthPart, ParsedSettings } from './parse-settings-file.ts'
import { partOfManifests } from './part-of-manifests.ts'

/** What a command is run with. */
export interface Settled {
  readonly values: FlagValues
  /** From what wins to what does not. */
  readonly layers: readonly Layer[]
  /** The file of settings; undefined: there is none. */
  readonly file: string | undefined
  readonly profile: string | undefined
  /** The names of those that there are. */
  readonly profiles: readonly string[]
  /** Left out: all may be used. */
  readonly contexts?: FileLayer['contexts']
  /** Health rules of the file, from what wins to what does not. */
  readonly health: readonly HealthPart[]
}

/** Around a command. */
interface Surroundings {
  readonly io: Io
  readonly world: CommandWorld
  readonly ci?: CiFlags
  /** Where a file of settings is looked for when no manifests are named; left out: nowhere. */
  readonly otherwise?: string
}

/** Reads the settings and runs the command; what is wrong with the file is told, and then nothing is run. */
export async function withSettings(
  values: FlagValues,
  { io, world, ci, otherwise }: Surroundings,
  run: (settled: Settled) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { named, profile } = readWhich(values)
  const manifests = [...values.list('filename').flatMap((path) => path.split(',')), ...values.list('kustomize')]
  const beside = manifests.length === 0 && otherwise !== undefined ? [otherwise] : manifests
  const finding = findSettings({ named, beside }, io)
  const found = await untilSignal(finding, io.signal, () => `${named ?? 'a file of settings'} has not ended`)
  const parsed = found.source === undefined ? undefined : await parse(found.source)
  const diagnostics = [...found.diagnostics, ...(parsed?.diagnostics ?? [])]
  if (diagnostics.some(isError)) {
    const output = readOutputFlags(values)
    if (ci !== undefined) {
      await checkFiles(values, io)
      await telling({ output: { ...output, ci }, io, world }, async (teller) => noteInvalid({ diagnostics }, teller))
    }
    return tellInvalid({ diagnostics }, output, io, world)
  }
  const settled = settle(values, {
    file: found.source?.name,
    cwd: io.cwd,
    parsed,
    profile,
    notes: diagnostics,
    usual: usualLogMode(io),
  })
  try {
    refuseIdleFlags(values, settled.values)
    return await run(settled)
  } catch (error) {
    throw placed(error, settled.layers, values)
  }
}

function readWhich(values: FlagValues): { readonly named: string | undefined; readonly profile: string | undefined } {
  const named = values.value('config')
  const profile = values.value('profile')
  if (named === '') throw new UsageError('--config cannot be empty', 'write --config FILE, or --config none')
  if (profile === '') throw new UsageError('--profile cannot be empty', 'write --profile NAME')
  return { named, profile }
}

/** The words for faults are loaded only for a file that has one. */
async function parse(source: Source): Promise<ReadSettings> {
  const [{ parseSettingsFile, shownOf }, { soundSettings }] = await Promise.all([
    import('./parse-settings-file.ts'),
    import('../../manifest/settings.ts'),
  ])
  const sound = soundSettings(source)
  if (sound !== undefined) return withRules(parseSettingsFile(source, sound.root), source)
  const { parseSettings } = await import('../../manifest/parse-settings.ts')
  const { root, diagnostics } = parseSettings(source)
  const parsed = await withRules(parseSettingsFile(source, root), source)
  const found = [...shownOf(source.text, diagnostics.map(strict)), ...parsed.diagnostics]
  return { ...parsed, diagnostics: inOrder(found) }
}

function inOrder(found: readonly Diagnostic[]): readonly Diagnostic[] {
  return found.toSorted((a, b) => (a.location?.line ?? 0) - (b.location?.line ?? 0))
}

/** The words for health rules are loaded only for a file that has some. */
async function withRules(parsed: ParsedSettings, { text }: Source): Promise<ReadSettings> {
  const layers = [parsed.top, ...parsed.profiles.values()]
  if (layers.every(({ health }) => health === undefined)) return { ...parsed, rules: new Map() }
  const [{ readHealthPart }, { shownOf }] = await Promise.all([
    import('./read-health-part.ts'),
    import('./parse-settings-file.ts'),
  ])
  const read = layers.flatMap((layer) =>
    layer.health === undefined ? [] : [{ layer, ...readHealthPart(layer.health.setting, text) }],
  )
  return {
    ...parsed,
    rules: new Map(read.map(({ layer, rules }) => [layer, rules])),
    diagnostics: inOrder([
      ...parsed.diagnostics,
      ...shownOf(
        text,
        read.flatMap(({ diagnostics }) => diagnostics),
      ),
    ]),
  }
}

/** What a file says, with the health rules of each part. */
interface ReadSettings extends ParsedSettings {
  readonly rules: ReadonlyMap<FileLayer, readonly GivenRule[]>
}

/** What is only odd in a manifest, because kubectl takes it, is wrong here. */
function strict(found: Diagnostic): Diagnostic {
  return { ...found, severity: 'error', message: found.message.replace(/; the last one counts$/, '') }
}

interface Material {
  readonly file: string | undefined
  readonly cwd: string
  readonly parsed: ReadSettings | undefined
  readonly profile: string | undefined
  readonly notes: readonly Diagnostic[]
  /** Whose logs are shown where nobody says. */
  readonly usual: LogMode
}

function settle(values: FlagValues, { file, cwd, parsed, profile, notes, usual }: Material): Settled {
  const ofFile = parsed === undefined ? [] : [parsed.top]
  const ofProfile = profile === undefined ? [] : [profileNamed(profile, parsed, file)]
  const isFolder = values.value('kustomize') === undefined
  const saying = [...ofProfile, ...ofFile]
  const rules = saying.flatMap((layer) => {
    const found = parsed?.rules.get(layer)
    return found === undefined ? [] : [found]
  })
  const idleScripts = [...(parsed?.rules ?? [])].flatMap(([layer, found]) =>
    saying.includes(layer) ? [] : found.filter((rule) => 'script' in rule),
  )
  const fileLayers = saying.map((layer) => (isFolder ? layer : withoutFolder(layer)))
  const layers = [commandLineLayer(values), ...fileLayers]
  const profiles = [...(parsed?.profiles.keys() ?? [])]
  const where = { layers, file, profile, profiles, health: saying.flatMap((layer) => layer.health ?? []) }
  const layered = layeredValues(layers, values.words)
  const idle = idleNotes(values, layered, usual)
  const part = defined({ part: partOfManifests(values, layers, { file, cwd }) })
  if (file === undefined && notes.length === 0 && idle.length === 0) return { values: { ...values, ...part }, ...where }
  const contexts = fileLayers.find((layer) => layer.contexts !== undefined)?.contexts
  const allowed =
    contexts === undefined ? {} : { contexts: { names: contexts.names, place: placeText(contexts.place) } }
  const told = [...(file === undefined ? [] : [takenNote(file, profile)]), ...notes, ...idle]
  return {
    values: { ...layered, line: values, notes: told, rules, idleScripts, ...allowed, ...part },
    ...where,
    contexts,
  }
}

/** How a folder is read means nothing to a kustomization, which refuses to be told. */
function withoutFolder(layer: FileLayer): FileLayer {
  return { ...layer, said: (name) => (name === 'recursive' ? undefined : layer.said(name)) }
}

function takenNote(file: string, profile: string | undefined): Diagnostic {
  const message = `settings are read from ${file}${profile === undefined ? '' : `, profile ${profile}`}`
  return { code: 'SETTINGS', severity: 'note', message }
}

function profileNamed(name: string, parsed: ParsedSettings | undefined, file: string | undefined): FileLayer {
  const found = parsed?.profiles.get(name)
  if (found !== undefined) return found
  if (parsed === undefined || file === undefined) {
    throw new UsageError(
      `--profile ${name}: there is no file of settings`,
      'profiles stand in hooksync.yaml beside the manifests, or in the file of --config',
    )
  }
  const names = [...parsed.profiles.keys()]
  const near = suggest(name, names)
  const others = names.length === 0 ? `${file} has no profiles` : `there are: ${names.join(', ')}`
  throw new UsageError(
    `there is no profile "${name}" in ${file}`,
    near === undefined ? others : `did you mean ${near}? ${others}`,
  )
}

/**
 * A wrong flag that nobody has given is named by the key and the place that said it. It is the file that is wrong then, and
 * not the command line, unless that gives what it does not go with.
 */
function placed(error: unknown, layers: readonly Layer[], given: FlagValues): unknown {
  if (!(error instanceof UsageError)) return error
  const [written, word] = /^--([a-z-]+)/.exec(error.message) ?? []
  const flag = FLAGS.find(({ name }) => name === word)
  const place = flag === undefined ? undefined : counting(flag.name, layers).at(-1)?.place
  if (written === undefined || place === undefined) return error
  const message = error.message.replace(written, `${place.key} (${placeText(place)})`)
  const line = commandLineLayer(given)
  const isClash = FLAGS.some(({ name }) => message.includes(`--${name}`) && line.said(name) !== undefined)
  if (isClash) return new UsageError(message, error.hint)
  return new HooksyncError(message, { exitCode: EXIT_CODES.invalid, ...defined({ hint: error.hint }) })
}
