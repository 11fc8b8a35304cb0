// Finds and reads the file of settings: the one that --config names, else hooksync.yaml beside the first manifests. Knows no keys.
import { dirname, join, resolve } from 'node:path'
import { codeOf } from '../../errors.ts'
import type { Io } from '../../io.ts'
import { readFileUntil } from '../../io/read-file.ts'
import { decodeSource } from '../../manifest/decode-source.ts'
import type { ReadResult } from '../../manifest/decode-source.ts'
import type { Diagnostic } from '../../manifest/diagnostic.ts'
import type { Source } from '../../manifest/manifest.ts'
import { SETTINGS_NAME } from '../../manifest/read-folder.ts'
import { unreadable } from '../../manifest/unreadable-source.ts'

/** Where settings may stand. */
export interface SettingsSearch {
  /** The value of --config. */
  readonly named: string | undefined
  /** What -f and -k name, in their order. */
  readonly beside: readonly string[]
}

/** The file, if there is one, and what is told of it and of others. */
export interface FoundSettings {
  readonly source?: Source
  readonly diagnostics: readonly Diagnostic[]
}

/** Reads it. Nothing is looked for beside a stream or a URL. */
export async function findSettings({ named, beside }: SettingsSearch, io: Io): Promise<FoundSettings> {
  if (named === 'none') return { diagnostics: [] }
  if (named !== undefined) return readNamed(named, io)
  const [first, ...others] = [...new Set(beside.filter(isPath))]
  if (first === undefined) return { diagnostics: [] }
  const found = (await readBeside(first, io)) ?? { diagnostics: [] }
  const seen = new Map<string, Source>()
  for (const other of others) {
    const source = (await readBeside(other, io))?.source
    if (source !== undefined) seen.set(resolve(io.cwd, source.name), source)
  }
  if (found.source !== undefined) seen.delete(resolve(io.cwd, found.source.name))
  const differing = [...seen.values()].filter(({ text }) => text !== found.source?.text)
  return { ...found, diagnostics: [...found.diagnostics, ...differing.map(({ name }) => notRead(name, first))] }
}

function isPath(text: string): boolean {
  return text !== '' && text !== '-' && !/^https?:\/\//.test(text)
}

async function readNamed(path: string, io: Io): Promise<ReadResult> {
  try {
    return decodeSource(path, await readFileUntil(resolve(io.cwd, path), io.signal))
  } catch (error) {
    return unreadable(path, error, `name the file: --config ${path.replace(/\/+$/, '')}/${SETTINGS_NAME}`)
  }
}

/** Where a path leads nowhere, whoever reads the manifests says so. */
const NO_FILE = ['ENOENT', 'EISDIR', 'ENAMETOOLONG']

/** In the folder, or beside the file; undefined: there is none. */
async function readBeside(path: string, io: Io): Promise<ReadResult | undefined> {
  const inside = `${path.replace(/\/+$/, '')}/${SETTINGS_NAME}`
  for (const candidate of [inside, join(dirname(path), SETTINGS_NAME)]) {
    try {
      return decodeSource(candidate, await readFileUntil(resolve(io.cwd, candidate), io.signal))
    } catch (error) {
      // What is no folder has it beside itself.
      if (codeOf(error) === 'ENOTDIR') continue
      return NO_FILE.includes(codeOf(error) ?? '') ? undefined : unreadable(candidate, error)
    }
  }
  return undefined
}

function notRead(name: string, first: string): Diagnostic {
  return {
    code: 'SETTINGS',
    severity: 'warning',
    message: `${name} is not read: settings come from beside ${first}, which is named first`,
    hint: '--config names another file, or none',
  }
}
