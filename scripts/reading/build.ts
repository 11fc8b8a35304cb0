// Builds the Go program that reads manifests as kubectl does into the cache, keyed by its sources and Go's version.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { goVersion } from '../control-plane/build.ts'
import { cached } from '../control-plane/cache.ts'

const SOURCES = dirname(fileURLToPath(import.meta.url))

/** The program; the first call on a machine builds it. Throws NoGoError where there is no Go. */
export async function ensureKubernetesReader(): Promise<string> {
  const hash = createHash('sha256').update(await goVersion(SOURCES))
  for (const file of ['main.go', 'go.mod', 'go.sum']) {
    hash.update(`\0${file}\0`).update(await readFile(join(SOURCES, file)))
  }
  const folder = await cached(`reading-${hash.digest('hex').slice(0, 16)}`, build)
  return join(folder, 'reading')
}

async function build(folder: string): Promise<void> {
  await execa('go', ['build', '-trimpath', '-ldflags', '-s -w', '-o', join(folder, 'reading'), '.'], {
    cwd: SOURCES,
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: ['inherit', 'pipe'],
  })
}
