// Reads the manifest files of a folder: which ones, in which order, and what is not a folder of manifests at all.
import { readdir } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import type { Io } from '../io.ts'
import { readFileUntil } from '../io/read-file.ts'
import { decodeSource } from './decode-source.ts'
import type { ReadResult } from './decode-source.ts'
import { globMatcher } from './glob.ts'
import { compareText } from '../object/resource-key.ts'
import { sourceFault, unreadable } from './unreadable-source.ts'

/** Which files of a folder are read. */
export interface FolderChoice {
  /** Look into the folders of the folder. */
  readonly recursive: boolean
  /** Globs on the path below the folder; left out: all files. */
  readonly include?: readonly string[]
  readonly exclude?: readonly string[]
}

interface Listing {
  /** As they are named: with the folder before them. */
  readonly files: readonly string[]
  readonly faults: readonly ReadResult[]
  readonly hasFolders: boolean
  readonly hasExcluded: boolean
  /** Files of settings below the folder, which count for nothing. */
  readonly settings: readonly string[]
}

/** The file of settings beside manifests, which is none itself. */
export const SETTINGS_NAME = 'hooksync.yaml'

const MANIFEST_FILE = /\.(?:ya?ml|json)$/

/** In a comment of a file: Argo CD leaves the file out (argo-cd:reposerver/repository/repository.go). */
const SKIP_MARKER = '+argocd:skip-file-rendering'

/** Its files, sorted by name, folders in their place. As kubectl: a link to a file is read, a link to a folder is not entered. */
export async function readFolder(path: string, choice: FolderChoice, io: Io): Promise<readonly ReadResult[]> {
  const { files, faults, hasFolders, hasExcluded, settings } = await listFolder(path, { root: path, choice, io })
  if (files.length === 0 && faults.length === 0) return [emptyFolder(path, { hasFolders, hasExcluded })]
  const read: ReadResult[] = []
  for (const file of files) read.push(await readFileOf(file, io))
  const skipped = read.filter(({ source }) => source?.text.includes(SKIP_MARKER) === true)
  const kept = read.filter((result) => !skipped.includes(result))
  if (kept.length === 0 && faults.length === 0) return [emptyFolder(path, { hasFolders, hasExcluded: true })]
  return [...faults, ...kept.map(misnamed), ...skippedNote(skipped), ...settings.map(idleSettings)]
}

/** What a file is instead of a manifest, by its name, and what to do with it; undefined: a manifest. */
export async function otherTool(path: string, io: Io): Promise<ReadResult | undefined> {
  if (basename(path) === SETTINGS_NAME) {
    const hint = `name the manifests, e.g. -f ${dirname(path)}; another file of settings is named by --config`
    return sourceFault('SETTINGS', `${path} holds settings, not manifests`, hint)
  }
  if (toolOf([basename(path)]) === undefined) return undefined
  return toolFault(dirname(path), [basename(path)], io)
}

async function listFolder(
  path: string,
  { root, choice, io }: { readonly root: string; readonly choice: FolderChoice; readonly io: Io },
): Promise<Listing> {
  const files: string[] = []
  const faults: ReadResult[] = []
  const settings: string[] = []
  let hasFolders = false
  let hasExcluded = false
  try {
    const entries = await readdir(resolve(io.cwd, path), { withFileTypes: true })
    const sorted = entries.toSorted((a, b) => compareText(a.name, b.name))
    const childOf = (name: string): string => `${path.replace(/\/+$/, '')}/${name}`
    const isWanted = (name: string): boolean =>
      isChosen(childOf(name).slice(root.replace(/\/+$/, '').length + 1), choice)
    const names = sorted.flatMap((entry) => (!entry.isDirectory() && isWanted(entry.name) ? [entry.name] : []))
    const other = await toolFault(path, names, io)
    if (other !== undefined) return { files, faults: [other], hasFolders, hasExcluded, settings }
    for (const entry of sorted) {
      if (entry.isDirectory()) {
        hasFolders = true
        if (!choice.recursive) continue
        const below = await listFolder(childOf(entry.name), { root, choice, io })
        files.push(...below.files)
        faults.push(...below.faults)
        settings.push(...below.settings)
        hasExcluded ||= below.hasExcluded
      } else if (entry.name === SETTINGS_NAME) {
        if (path !== root) settings.push(childOf(entry.name))
      } else if (MANIFEST_FILE.test(entry.name)) {
        if (names.includes(entry.name)) files.push(childOf(entry.name))
        else hasExcluded = true
      }
    }
  } catch (error) {
    faults.push(unreadable(path, error))
  }
  return { files, faults, hasFolders, hasExcluded, settings }
}

/** Argo CD asks for the exclusion first. */
function isChosen(path: string, { include = [], exclude = [] }: FolderChoice): boolean {
  const matches = (patterns: readonly string[]): boolean =>
    patterns.some((pattern) => globMatcher(pattern)?.(path) === true)
  return !matches(exclude) && (include.length === 0 || matches(include))
}

/** The text of a file, or why it cannot be read. */
export async function readFileOf(path: string, io: Io): Promise<ReadResult> {
  try {
    return decodeSource(path, await readFileUntil(resolve(io.cwd, path), io.signal))
  } catch (error) {
    return unreadable(path, error)
  }
}

function toolOf(names: readonly string[]): 'kustomize' | 'helm' | undefined {
  if (names.some((name) => /^(?:kustomization\.ya?ml|Kustomization)$/.test(name))) return 'kustomize'
  return names.includes('Chart.yaml') ? 'helm' : undefined
}

/** A folder that another tool builds from is told as that; its files alone say something else, or nothing. */
async function toolFault(folder: string, names: readonly string[], io: Io): Promise<ReadResult | undefined> {
  const tool = toolOf(names)
  if (tool === 'helm') {
    const hint = `kubectl hooksync helm upgrade --install NAME ${folder}, or helm template NAME ${folder} | kubectl hooksync -f -`
    return sourceFault('HELM_CHART', `${folder} is a Helm chart, not a folder of manifests`, hint)
  }
  if (tool === undefined || (await isOfFlux(folder, names, io))) return undefined
  const hint = `kubectl hooksync -k ${folder}; --exclude leaves out files that are not meant`
  return sourceFault('KUSTOMIZATION', `${folder} is a kustomization, not a folder of manifests`, hint)
}

/** Flux has a resource of the name, which may stand in a file of the name. */
async function isOfFlux(folder: string, names: readonly string[], io: Io): Promise<boolean> {
  const name = names.find((one) => toolOf([one]) === 'kustomize') ?? ''
  const { source } = await readFileOf(`${folder}/${name}`, io)
  return source?.text.includes('kustomize.toolkit.fluxcd.io/') === true
}

function emptyFolder(
  path: string,
  { hasFolders, hasExcluded }: { readonly hasFolders: boolean; readonly hasExcluded: boolean },
): ReadResult {
  if (hasExcluded) {
    const message = `no manifest file of ${path} is left`
    return sourceFault('EMPTY_FOLDER', message, `look at --include, --exclude and # ${SKIP_MARKER} in the files`)
  }
  const hint = hasFolders ? 'use -R to look into its folders' : 'name the folder that holds the manifests'
  return sourceFault('EMPTY_FOLDER', `${path} holds no manifest files (*.yaml, *.yml, *.json)`, hint)
}

/** Settings in a file with the other ending for YAML would be no manifest, and nobody would say why. */
function misnamed(read: ReadResult): ReadResult {
  const { name = '', text = '' } = read.source ?? {}
  if (basename(name) !== SETTINGS_NAME.replace('.yaml', '.yml') || /(?:^|[\s{,])["']?kind["']?:/.test(text)) return read
  return sourceFault('SETTINGS', `${name} is no manifest, and settings are read from ${SETTINGS_NAME}`, 'rename it')
}

function idleSettings(path: string): ReadResult {
  const message = `${path} is not read: settings stand in the folder that is named itself`
  return { diagnostics: [{ code: 'SETTINGS', severity: 'warning', message, hint: `--config ${path} reads it` }] }
}

function skippedNote(skipped: readonly ReadResult[]): readonly ReadResult[] {
  const names = skipped.flatMap(({ source }) => source?.name ?? [])
  if (names.length === 0) return []
  const message = `left out by # ${SKIP_MARKER}: ${names.join(', ')}`
  return [{ diagnostics: [{ code: 'SKIPPED_FILE', severity: 'note', message }] }]
}
