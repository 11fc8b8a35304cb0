// The folder outside the checkout where built and fetched tools are kept. Knows nothing about which tools there are.
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const LOCK_PERIOD_MS = 250

/** Where everything is kept; HOOKSYNC_CACHE moves it. */
export function cacheRoot(env: NodeJS.ProcessEnv = process.env): string {
  return join(env.HOOKSYNC_CACHE ?? env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'kubectl-hooksync')
}

/**
 * The cache's folder `name`, made by `make` if it is not there yet. It appears whole or not at all, and two processes
 * that need it at once wait for each other.
 */
export async function cached(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const target = join(cacheRoot(), name)
  if (await exists(target)) return target
  await mkdir(dirname(target), { recursive: true })
  const release = await lock(`${target}.lock`)
  const draft = `${target}.${process.pid}.tmp`
  try {
    if (await exists(target)) return target
    await rm(draft, { recursive: true, force: true })
    await mkdir(draft)
    await make(draft)
    await rename(draft, target)
    return target
  } finally {
    await rm(draft, { recursive: true, force: true })
    await release()
  }
}

// A lock is a file with its owner's process id; one whose owner is gone is taken over. Should two waiters take it over
// at the same moment, both build, and the later rename fails: slow and loud, but nothing is left half made.
async function lock(path: string): Promise<() => Promise<void>> {
  for (;;) {
    try {
      const file = await open(path, 'wx')
      await file.writeFile(String(process.pid))
      await file.close()
      return () => rm(path, { force: true })
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error
    }
    if (await isAbandoned(path)) await rm(path, { force: true })
    else await sleep(LOCK_PERIOD_MS)
  }
}

async function isAbandoned(path: string): Promise<boolean> {
  const owner = Number(await readFile(path, 'utf8').catch(() => ''))
  if (!owner) return false
  try {
    process.kill(owner, 0)
    return false
  } catch (error) {
    return hasCode(error, 'ESRCH')
  }
}

/** Whether there is something at `path`. */
export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

/** Whether `error` is one of Node's with this `code`. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
