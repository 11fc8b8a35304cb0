// Reads what -f and -k name into text: files, folders, stdin, URLs, kustomizations. The only file here that
// touches the world; parses nothing.
import { readFile, readdir, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { readAll } from '../io.ts'
import type { Io } from '../io.ts'
import { decodeSource } from './decode-source.ts'
import type { ReadResult } from './decode-source.ts'
import type { Diagnostic } from './diagnostic.ts'
import type { Source } from './manifest.ts'
import { compareText } from './resource-key.ts'
import { publicUrl, secretsInUrl } from './url-secrets.ts'

/** What the user named on the command line. */
export interface SourceSelection {
  /** Values of -f: files, folders, `-`, http(s) URLs. */
  readonly files: readonly string[]
  /** -R: look into the folders of a folder. */
  readonly recursive: boolean
  /** Value of -k. */
  readonly kustomize?: string
}

/** The text of everything that was named, in that order, and a diagnostic for each thing that cannot be read. */
export async function readSources(
  selection: SourceSelection,
  io: Io,
): Promise<{ sources: Source[]; diagnostics: Diagnostic[] }> {
  const results: ReadResult[] = []
  let stdin: ReadResult | undefined
  for (const file of selection.files) {
    if (file === '-') {
      // A stream can be read once; kubectl too takes a second `-` as the same.
      if (stdin !== undefined) continue
      stdin = await readStdin(io)
      results.push(stdin)
    } else if (/^https?:\/\//.test(file)) {
      results.push(await readUrl(file, io))
    } else {
      results.push(...(await readPath(file, selection.recursive, io)))
    }
  }
  if (selection.kustomize !== undefined) results.push(await readKustomization(selection.kustomize, io))
  return {
    sources: results.flatMap(({ source }) => source ?? []),
    diagnostics: results.flatMap(({ diagnostics }) => diagnostics),
  }
}

async function readPath(path: string, recursive: boolean, io: Io): Promise<readonly ReadResult[]> {
  try {
    const found = await stat(resolve(io.cwd, path))
    if (!found.isDirectory()) return [await readOne(path, io)]
  } catch (error) {
    return [unreadable(path, error)]
  }
  const folder = await listFolder(path, recursive, io)
  if (folder.files.length === 0 && folder.faults.length === 0) return [emptyFolder(path, folder.hasFolders)]
  const results: ReadResult[] = [...folder.faults]
  for (const file of folder.files) results.push(await readOne(file, io))
  return results
}

interface FolderListing {
  readonly files: readonly string[]
  readonly hasFolders: boolean
  readonly faults: readonly ReadResult[]
}

const MANIFEST_FILE = /\.(?:ya?ml|json)$/

/** Sorted by name, folders in their place. As kubectl: a link to a file is read, a link to a folder is not entered. */
async function listFolder(path: string, recursive: boolean, io: Io): Promise<FolderListing> {
  const files: string[] = []
  const faults: ReadResult[] = []
  let hasFolders = false
  try {
    const entries = await readdir(resolve(io.cwd, path), { withFileTypes: true })
    for (const entry of entries.toSorted((a, b) => compareText(a.name, b.name))) {
      const child = `${path.replace(/\/+$/, '')}/${entry.name}`
      if (entry.isDirectory()) {
        hasFolders = true
        if (!recursive) continue
        const below = await listFolder(child, recursive, io)
        files.push(...below.files)
        faults.push(...below.faults)
      } else if (MANIFEST_FILE.test(entry.name)) {
        files.push(child)
      }
    }
  } catch (error) {
    faults.push(unreadable(path, error))
  }
  return { files, hasFolders, faults }
}

async function readOne(path: string, io: Io): Promise<ReadResult> {
  try {
    return decodeSource(path, await readFile(resolve(io.cwd, path), { signal: io.signal }))
  } catch (error) {
    return unreadable(path, error)
  }
}

function emptyFolder(path: string, hasFolders: boolean): ReadResult {
  const hint = hasFolders ? 'use -R to look into its folders' : 'name the folder that holds the manifests'
  return fault('EMPTY_FOLDER', `${path} holds no manifest files (*.yaml, *.yml, *.json)`, hint)
}

/** Everything on stdin, until its end. */
async function readStdin(io: Io): Promise<ReadResult> {
  try {
    return decodeSource('<stdin>', await readAll(io.stdin))
  } catch (error) {
    return fault('UNREADABLE', `<stdin> cannot be read: ${messageOf(error)}`, 'check the command before the pipe')
  }
}

/** What a URL answers. */
async function readUrl(url: string, io: Io): Promise<ReadResult> {
  io.guard.hide(secretsInUrl(url))
  const name = publicUrl(url)
  try {
    const response = await fetch(withoutUser(url), { headers: authorization(url), signal: io.signal })
    if (response.ok) return decodeSource(name, new Uint8Array(await response.arrayBuffer()))
    const { status, statusText } = response
    return fault('UNREADABLE', `${name} answers ${`${status} ${statusText}`.trim()}`, 'check the URL')
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    return fault('UNREADABLE', `${name} cannot be read: ${messageOf(cause)}`, 'check the URL and the network')
  }
}

/** As kubectl: user and password of a URL go into a header; fetch takes none in the URL. */
function authorization(url: string): Record<string, string> {
  const { username, password } = new URL(url)
  if (username === '' && password === '') return {}
  const text = [username, password].map((part) => decodeURIComponent(part)).join(':')
  return { authorization: `Basic ${Buffer.from(text).toString('base64')}` }
}

function withoutUser(url: string): URL {
  const bare = new URL(url)
  bare.username = ''
  bare.password = ''
  return bare
}

/** What `kubectl kustomize FOLDER` prints; its own warnings become ours. */
async function readKustomization(folder: string, io: Io): Promise<ReadResult> {
  io.guard.hide(secretsInUrl(folder.replace(/^git::/, '')))
  const { execa } = await import('execa')
  const result = await execa('kubectl', ['kustomize', folder], {
    cwd: io.cwd,
    env: { ...io.env },
    extendEnv: false,
    stdin: 'ignore',
    encoding: 'buffer',
    stripFinalNewline: false,
    reject: false,
    cancelSignal: io.signal,
  })
  const complaint = new TextDecoder().decode(result.stderr).trim()
  if (result.code === 'ENOENT') {
    return fault(
      'KUSTOMIZE',
      'kubectl is not in PATH, and -k needs it',
      'install kubectl, or pipe: kustomize build … | kubectl hooksync -f -',
    )
  }
  if (result.failed) {
    const reason = lastLine(complaint) ?? `ended with exit code ${result.exitCode ?? 'unknown'}`
    return fault(
      'KUSTOMIZE',
      `kubectl kustomize ${folder}: ${reason.replace(/^error: /, '')}`,
      'correct the kustomization',
    )
  }
  const read = decodeSource(`kustomize ${folder}`, result.stdout)
  const warnings = complaint.split('\n').filter((line) => line.trim() !== '')
  return {
    ...read,
    diagnostics: [
      ...read.diagnostics,
      ...warnings.map((line) => ({
        code: 'KUSTOMIZE',
        severity: 'warning' as const,
        message: `kubectl kustomize ${folder}: ${line.replace(/^# ?/, '').replace(/^Warning: /i, '')}`,
      })),
    ],
  }
}

function fault(code: string, message: string, hint: string): ReadResult {
  return { diagnostics: [{ code, severity: 'error', message, hint }] }
}

function lastLine(text: string): string | undefined {
  return text.split('\n').findLast((line) => line.trim() !== '')
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

const REASONS: Readonly<Record<string, { readonly reason: string; readonly hint: string }>> = {
  ENOENT: { reason: 'does not exist', hint: 'check the path' },
  ENOTDIR: { reason: 'does not exist', hint: 'check the path: a part of it is a file' },
  EACCES: { reason: 'may not be read', hint: 'check its permissions' },
  EPERM: { reason: 'may not be read', hint: 'check its permissions' },
  EISDIR: { reason: 'is a folder', hint: 'name it with -f itself: links to folders are not entered' },
  ELOOP: { reason: 'is a link that leads back to itself', hint: 'correct the link' },
}

function unreadable(path: string, error: unknown): ReadResult {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const known = REASONS[code]
  const reason = known?.reason ?? `cannot be read: ${messageOf(error)}`
  return fault('UNREADABLE', `${path} ${reason}`, known?.hint ?? 'check the file')
}
