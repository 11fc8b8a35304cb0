// Reads what -f and -k name into text: files, folders, stdin, URLs, kustomizations. With read-folder.ts the only file here
// that touches the world; parses nothing.
import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { readAll } from '../io.ts'
import type { Io } from '../io.ts'
import { decodeSource } from './decode-source.ts'
import type { ReadResult } from './decode-source.ts'
import type { Diagnostic } from './diagnostic.ts'
import type { Source } from './manifest.ts'
import { otherTool, readFolder } from './read-folder.ts'
import { messageOf, sourceFault, unreadable } from './unreadable-source.ts'
import { publicUrl, secretsInUrl } from './url-secrets.ts'

/** What the user named on the command line. */
export interface SourceSelection {
  /** Values of -f: files, folders, `-`, http(s) URLs. */
  readonly files: readonly string[]
  /** -R: look into the folders of a folder. */
  readonly recursive: boolean
  /** Globs on the paths below a folder: only these, but not those. */
  readonly include?: readonly string[]
  readonly exclude?: readonly string[]
  /** Value of -k. */
  readonly kustomize?: string
  /** Flags of `kubectl kustomize`, as it takes them. */
  readonly kustomizeFlags?: readonly string[]
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
      results.push(...(await readPath(file, selection, io)))
    }
  }
  const { kustomize, kustomizeFlags = [] } = selection
  if (kustomize !== undefined) results.push(await readKustomization(kustomize, kustomizeFlags, io))
  return {
    sources: results.flatMap(({ source }) => source ?? []),
    diagnostics: results.flatMap(({ diagnostics }) => diagnostics),
  }
}

async function readPath(path: string, selection: SourceSelection, io: Io): Promise<readonly ReadResult[]> {
  try {
    const found = await stat(resolve(io.cwd, path))
    if (!found.isDirectory()) return [(await otherTool(path, io)) ?? (await readOne(path, io))]
  } catch (error) {
    return [unreadable(path, error)]
  }
  return readFolder(path, selection, io)
}

async function readOne(path: string, io: Io): Promise<ReadResult> {
  try {
    return decodeSource(path, await readFile(resolve(io.cwd, path), { signal: io.signal }))
  } catch (error) {
    return unreadable(path, error)
  }
}

/** Everything on stdin, until its end. */
async function readStdin(io: Io): Promise<ReadResult> {
  try {
    return decodeSource('<stdin>', await readAll(io.stdin))
  } catch (error) {
    return sourceFault('UNREADABLE', `<stdin> cannot be read: ${messageOf(error)}`, 'check the command before the pipe')
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
    return sourceFault('UNREADABLE', `${name} answers ${`${status} ${statusText}`.trim()}`, 'check the URL')
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    return sourceFault('UNREADABLE', `${name} cannot be read: ${messageOf(cause)}`, 'check the URL and the network')
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
async function readKustomization(folder: string, flags: readonly string[], io: Io): Promise<ReadResult> {
  io.guard.hide(secretsInUrl(folder.replace(/^git::/, '')))
  const { execa } = await import('execa')
  const result = await execa('kubectl', ['kustomize', ...flags, folder], {
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
    return sourceFault(
      'KUSTOMIZE',
      'kubectl is not in PATH, and -k needs it',
      'install kubectl, or pipe: kustomize build … | kubectl hooksync -f -',
    )
  }
  if (result.failed) {
    const reason = wholeReason(complaint) || `ended with exit code ${result.exitCode ?? 'unknown'}`
    return sourceFault('KUSTOMIZE', `kubectl kustomize ${folder}: ${reason}`, kustomizeHint(reason))
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

/** All lines of a complaint in one, without what only logs need: klog's head, Go's quotes. */
function wholeReason(complaint: string): string {
  const lines = complaint.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]))
  const text = lines.join(' | ').replace(/^[EF]\d{4} \S+ +\d+ \S+\] "command failed" err=/, '')
  const block = /^< \| (.*) \| >$/s.exec(text)?.[1]
  return (block ?? unquoted(text)).replace(/^error: /i, '')
}

function unquoted(text: string): string {
  if (!/^".*"$/s.test(text)) return text
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'string' ? value : text
  } catch {
    return text
  }
}

function kustomizeHint(reason: string): string {
  if (reason.includes('must specify --enable-helm')) return 'give --enable-helm'
  if (/security; file .* is not in or below/.test(reason)) {
    return 'give --load-restrictor=LoadRestrictionsNone, or move the file below the kustomization'
  }
  return 'correct the kustomization'
}
