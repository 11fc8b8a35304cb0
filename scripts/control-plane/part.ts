// Starts one process of the control plane and ends it. The process ends by itself when this one is killed.
import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A running part. */
export interface Part {
  /** Throws, with the end of its log, if the part has ended without having been asked to. */
  assertAlive(): Promise<void>
  /** Ends it at once: whatever it holds is thrown away with the control plane. */
  end(): Promise<void>
}

/** Starts `program NAME ARGS…`; what it says goes to NAME.log in `folder`. */
export function startPart(program: string, name: string, options: { args: readonly string[]; folder: string }): Part {
  const log = join(options.folder, `${name}.log`)
  const out = openSync(log, 'w')
  // Its standard input is a pipe that nobody writes to: it closes when this process ends, however that happens.
  const child = spawn(program, [name, ...options.args], { stdio: ['pipe', out, out], cwd: options.folder })
  closeSync(out)
  child.stdin?.on('error', () => {})
  // A control plane that someone forgot to stop must not keep this process from ending.
  child.unref()
  let death: string | undefined
  let isAsked = false
  const ended = new Promise<void>((resolve) => {
    const end = (how: string): void => {
      death = `control plane: ${name} ${how}`
      if (!isAsked) process.stderr.write(`${death}\n`)
      resolve()
    }
    child.once('error', (error) => end(error.message))
    child.once('exit', (code, signal) => end(`ended with ${signal ?? `exit code ${code}`}`))
  })
  return {
    async assertAlive() {
      if (death !== undefined) throw new Error(`${death}\n${await lastLines(log)}`)
    },
    async end() {
      isAsked = true
      child.ref()
      child.kill('SIGKILL')
      await ended
    },
  }
}

async function lastLines(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => '')
  return text.trimEnd().split('\n').slice(-15).join('\n')
}
