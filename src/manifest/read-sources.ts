// Reads what -f and -k name into text: files, folders, stdin, URLs, kustomizations. With read-folder.ts the only file here
// that touches the world; parses nothing.
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { codeOf, messageOf } from '../errors.ts'
import type { Io } from '../io.ts'
import { fetchUrl } from '../io/fetch-url.ts'
import { readAll, TooMuch } from '../io/read-all.ts'
import { runChild } from '../io/run-child.ts'
import type { ChildAnswer } from '../io/run-child.ts'
import { readJson } from '../object/json.ts'
import { decodeSource } from './decode-source.ts'
import type { ReadResult } from './decode-source.ts'
import type { Diagnostic } from './diagnostic.ts'
import type { Source } from './manifest.ts'
import { otherTool, readFileOf, readFolder } from './read-folder.ts'
import { sourceFault, unreadable } from './unreadable-source.ts'
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

/**
 * The text of everything that was named, in that order, and a diagnostic for each thing that cannot be read. `reading` hears
 * what is read next, as the beginning of `… has not ended`.
 */
export async function readSources(
  selection: SourceSelection,
  io: Io,
  reading: (what: string) => void = () => undefined,
): Promise<{ sources: Source[]; diagnostics: Diagnostic[] }> {
  const results: ReadResult[] = []
  let stdin: ReadResult | undefined
  for (const file of selection.files) {
    if (file === '-') {
      // A stream can be read once; kubectl too takes a second `-` as the same.
      if (stdin !== undefined) continue
      reading('<stdin>')
      stdin = await readStdin(io)
      results.push(stdin)
    } else if (/^https?:\/\//.test(file)) {
      reading(`the answer of ${publicUrl(file)}`)
      results.push(await readUrl(file, io))
    } else {
      reading(file)
      results.push(...(await readPath(file, selection, io)))
    }
  }
  const { kustomize, kustomizeFlags = [] } = selection
  if (kustomize !== undefined) {
    reading(`kubectl kustomize ${kustomize}`)
    results.push(await readKustomization(kustomize, kustomizeFlags, io))
  }
  return {
    sources: results.flatMap(({ source }) => source ?? []),
    diagnostics: results.flatMap(({ diagnostics }) => diagnostics),
  }
}

async function readPath(path: string, selection: SourceSelection, io: Io): Promise<readonly ReadResult[]> {
  try {
    const found = await stat(resolve(io.cwd, path))
    if (!found.isDirectory()) return [(await otherTool(path, io)) ?? (await readFileOf(path, io))]
  } catch (error) {
    return [unreadable(path, error)]
  }
  return readFolder(path, selection, io)
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
    const { status, statusText, body } = await fetchUrl(url, io.signal)
    if (status >= 200 && status < 300) return decodeSource(name, body)
    return sourceFault('UNREADABLE', `${name} answers ${`${status} ${statusText}`.trim()}`, 'check the URL')
  } catch (error) {
    return sourceFault('UNREADABLE', `${name} cannot be read: ${messageOf(error)}`, 'check the URL and the network')
  }
}

/** What `kubectl kustomize FOLDER` prints; its own warnings become ours. */
async function readKustomization(folder: string, flags: readonly string[], io: Io): Promise<ReadResult> {
  io.guard.hide(secretsInUrl(folder.replace(/^git::/, '')))
  let result: ChildAnswer
  try {
    const { cwd, env, signal } = io
    const args = ['kustomize', ...flags, folder]
    result = await runChild({ command: 'kubectl', args, cwd, env, stdin: 'none', signal })
  } catch (error) {
    return unstarted(folder, error)
  }
  const complaint = result.stderr.trim()
  if (result.exitCode !== 0) {
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

function unstarted(folder: string, error: unknown): ReadResult {
  if (codeOf(error) !== 'ENOENT') {
    const hint = error instanceof TooMuch ? 'correct the kustomization' : 'can kubectl be run?'
    return sourceFault('KUSTOMIZE', `kubectl kustomize ${folder}: ${messageOf(error)}`, hint)
  }
  return sourceFault(
    'KUSTOMIZE',
    'kubectl is not in PATH, and -k needs it',
    'install kubectl, or pipe: kustomize build … | kubectl hooksync -f -',
  )
}

function unquoted(text: string): string {
  const value = /^".*"$/s.test(text) ? readJson(text) : undefined
  return typeof value === 'string' ? value : text
}

function kustomizeHint(reason: string): string {
  if (reason.includes('must specify --enable-helm')) return 'give --enable-helm'
  if (/security; file .* is not in or below/.test(reason)) {
    return 'give --load-restrictor=LoadRestrictionsNone, or move the file below the kustomization'
  }
  return 'correct the kustomization'
}
