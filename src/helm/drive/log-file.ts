// The files in which drives and plans of a release are kept, for after. What cannot be kept stops nothing.
import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { codeOf } from '../../errors.ts'
import { makeFolder } from '../../io/make-folder.ts'

/** Whose file it is. */
export interface LogFileOptions {
  readonly release: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** A log that is open, or why there is none. */
export type Log = { readonly fd: number; readonly name: string; close(): void } | { readonly refused: string }

/** Opens a new log; `name` is its path for people: `~/.local/state/kubectl-hooksync/shop-20260101T120000Z.log`. */
export function openLog({ env, release, now }: LogFileOptions & { readonly now: number }): Log {
  const time = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '')
  const name = `${fileName(release)}-${time}`
  const refusals: string[] = []
  for (const folder of logFolders(env)) {
    for (const file of [`${name}.log`, `${name}-${process.pid}.log`]) {
      const path = join(folder, file)
      try {
        makeFolder(folder)
        const fd = openSync(path, 'wx', 0o600)
        return { fd, name: shortPath(path, env['HOME']), close: () => closeSync(fd) }
      } catch (error) {
        const code = codeOf(error) ?? String(error)
        if (code !== 'EEXIST') {
          refusals.push(`${shortPath(folder, env['HOME'])} (${code})`)
          break
        }
      }
    }
  }
  return { refused: `no log is kept, for nothing can be written to ${refusals.join(' and ')}` }
}

/** Keeps the last plan of a release: one file, written anew each time. */
export function keepPlan({ release, env }: LogFileOptions, text: string): void {
  for (const folder of logFolders(env)) {
    try {
      makeFolder(folder)
      const path = join(folder, `${fileName(release)}-plan.log`)
      // Never into a file, or a link, that somebody else has laid there.
      rmSync(path, { force: true })
      writeFileSync(path, text, { flag: 'wx', mode: 0o600 })
      return
    } catch {
      continue
    }
  }
}

function fileName(release: string): string {
  return release.replaceAll(/[^\w.-]/g, '_')
}

function logFolders(env: LogFileOptions['env']): readonly string[] {
  const state = env['XDG_STATE_HOME'] || (env['HOME'] ? join(env['HOME'], '.local', 'state') : undefined)
  return [...(state === undefined ? [] : [join(state, 'kubectl-hooksync')]), join(tmpdir(), 'kubectl-hooksync')]
}

function shortPath(path: string, home: string | undefined): string {
  return home !== undefined && home !== '' && path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path
}
