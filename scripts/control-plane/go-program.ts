// Small Go programs that tests ask: built once into the cache, and asked a line at a time.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { execa, ExecaError } from 'execa'
import { goVersion, NoGoError } from './build.ts'
import { cached } from './cache.ts'

/** A program that answers each line with a line. */
export interface GoProgram {
  /** The answers, in the order of the lines. */
  readonly ask: (lines: readonly string[]) => Promise<readonly string[]>
  readonly close: () => Promise<void>
}

/**
 * Starts the program whose main.go, go.mod and go.sum are in `sources`; the first call on a machine builds it. Throws NoGoError where
 * there is no Go, or none of its modules.
 */
export async function startGoProgram(name: string, sources: string): Promise<GoProgram> {
  const child = spawn(await ensureBuilt(name, sources), [], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(child, 'close')
  const lines = createInterface({ input: child.stdout, crlfDelay: Number.POSITIVE_INFINITY })[Symbol.asyncIterator]()
  return {
    ask: async (asked) => {
      child.stdin.write(asked.map((line) => `${line}\n`).join(''))
      const answers: string[] = []
      while (answers.length < asked.length) {
        const line = await lines.next()
        if (line.done === true) throw new Error(`the Go program ${name} has ended`)
        answers.push(line.value)
      }
      return answers
    },
    close: async () => {
      child.stdin.end()
      await ended
    },
  }
}

/** What Go says where the modules are not on this machine, and no proxy can be asked for them. */
const UNREACHABLE = /dial tcp|no such host|connection refused|i\/o timeout|module lookup disabled/

async function ensureBuilt(name: string, sources: string): Promise<string> {
  const hash = createHash('sha256').update(await goVersion(sources))
  for (const file of ['main.go', 'go.mod', 'go.sum']) {
    hash.update(`\0${file}\0`).update(await readFile(join(sources, file)))
  }
  const folder = await cached(`${name}-${hash.digest('hex').slice(0, 16)}`, async (draft) => {
    await execa('go', ['build', '-trimpath', '-ldflags', '-s -w', '-o', join(draft, name), '.'], {
      cwd: sources,
      stdin: 'ignore',
      stdout: 'ignore',
      stderr: ['inherit', 'pipe'],
    }).catch((error: unknown) => {
      throw error instanceof ExecaError && UNREACHABLE.test(String(error.stderr)) ? new NoGoError(error) : error
    })
  })
  return join(folder, name)
}
