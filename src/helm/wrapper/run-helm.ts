// Starts Helm for the wrapper: a question, or the run that the user asked for. Decides nothing.
import { execa } from 'execa'
import { EXIT_CODES, UsageError } from '../../errors.ts'
import type { ExitCode } from '../../errors.ts'
import type { Io } from '../../io.ts'

/** What Helm prints for these words, without blanks around it. */
export async function askHelm(helm: string, words: readonly string[], io: Io): Promise<string> {
  const { exitCode, stdout, shortMessage } = await execa(helm, words, {
    env: io.env,
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    stderr: 'ignore',
  })
  if (exitCode === 0) return stdout.trim()
  throw new UsageError(`Helm does not answer: ${shortMessage ?? ''}`, 'put helm on the PATH, or name it in HELM_BIN')
}

/** Helm's own run: its streams are ours, signals go on to it, and its exit status comes back. */
export async function followHelm(
  helm: string,
  words: readonly string[],
  { io, plugins }: { readonly io: Io; readonly plugins: string },
): Promise<ExitCode> {
  const env = { ...io.env, HELM_PLUGINS: plugins }
  const child = execa(helm, words, { env, extendEnv: false, reject: false, stdio: 'inherit', cwd: io.cwd })
  const passOn = (): void => {
    child.kill(io.signal.reason === 'SIGTERM' || io.signal.reason === 'SIGHUP' ? io.signal.reason : 'SIGINT')
  }
  if (io.signal.aborted) passOn()
  io.signal.addEventListener('abort', passOn, { once: true })
  const { exitCode, signal } = await child
  if (signal !== undefined) return signal === 'SIGINT' ? EXIT_CODES.interrupted : EXIT_CODES.terminated
  return Object.values(EXIT_CODES).find((code) => code === exitCode) ?? EXIT_CODES.failed
}
