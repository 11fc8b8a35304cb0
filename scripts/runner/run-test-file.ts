// Runs one test file in a process of its own, within a time limit. Leaves no process behind.
import { spawn } from 'node:child_process'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import type { FileRun } from './read-report.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** How long a process may live on after its last test: an open handle would keep it for ever. */
const GRACE_MS = 10_000

/** What runs. */
export interface TestProcess {
  readonly folder: string
  readonly file: string
  readonly source: string
  readonly limitMs: number
  readonly graceMs?: number
}

/** Runs the file and waits for its end, its time limit, or the signal. */
export function runTestFile(test: TestProcess, signal: AbortSignal): Promise<FileRun> {
  const start = performance.now()
  const graceMs = test.graceMs ?? GRACE_MS
  return new Promise((resolve, reject) => {
    // A process group of its own, so that what a test started ends with it.
    const child = spawn(process.execPath, ['--import', 'tsx', `${test.folder}/${test.file}`], {
      cwd: ROOT,
      env: testEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    let output = ''
    let killed: string | undefined
    let grace: NodeJS.Timeout | undefined
    const end = (why: string): void => {
      killed ??= why
      killGroup(child.pid)
    }
    const limit = setTimeout(() => end(`it did not end within its limit of ${test.limitMs / 1000} s`), test.limitMs)
    const onAbort = (): void => end('interrupted')
    const take = (chunk: string): void => {
      output += chunk
      if (grace === undefined && /^ {2}Duration: /m.test(output)) {
        grace = setTimeout(() => end('its tests are done, but something keeps the process alive'), graceMs)
      }
    }
    signal.addEventListener('abort', onAbort)
    child.stdout.setEncoding('utf8').on('data', take)
    child.stderr.setEncoding('utf8').on('data', take)
    child.on('error', reject)
    child.on('close', (exitCode) => {
      clearTimeout(limit)
      clearTimeout(grace)
      signal.removeEventListener('abort', onAbort)
      killGroup(child.pid)
      const milliseconds = Math.round(performance.now() - start)
      const run = { file: test.file, source: test.source, output, exitCode, milliseconds }
      resolve(killed === undefined ? run : { ...run, killed })
    })
  })
}

/** No colours, and never the user's own cluster: a test that wants a cluster names its kubeconfig. */
function testEnvironment(): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: '1', KUBECONFIG: '/nonexistent/kubeconfig' }
  delete env['FORCE_COLOR']
  return env
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // The group is gone already.
  }
}
