// `kubectl hooksync helm install|upgrade …`: runs Helm with us as its post-renderer, without an installed plugin. Wiring only.
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { exitCodeOfSignal, UsageError } from '../../errors.ts'
import { openExchange } from '../../helm/wrapper/exchange.ts'
import { askHelm, followHelm } from '../../helm/wrapper/run-helm.ts'
import type { Helm } from '../../helm/wrapper/run-helm.ts'
import { runWrapped } from '../../helm/wrapper/run-wrapped.ts'
import { tailProgress } from '../../helm/wrapper/tail-progress.ts'
import { asksForHelp, readWrapped, takeOwnWords, valueFiles, wrappableMajor } from '../../helm/wrapper/wrap-helm.ts'
import type { Io } from '../../io.ts'
import { flagsNamed } from '../flags/flags.ts'
import { parseFlags } from '../flags/parse-flags.ts'
import { TOLD_FLAGS, WRAPPER_FLAGS } from '../flags/tables/told.ts'
import { systemTicker } from '../system-ticker.ts'
import { readStdin } from './read-stdin.ts'
import { openWrapperReports } from './wrapper-reports.ts'

/** Runs the command; `words` is what stands behind `helm`. The exit status is Helm's own, or tells the signal. */
export async function runHelm(words: readonly string[], io: Io): Promise<number> {
  const status = await run(words, io)
  return status !== 0 && io.signal.aborted ? exitCodeOfSignal(io.signal.reason) : status
}

async function run(given: readonly string[], io: Io): Promise<number> {
  const quiet = (): void => {}
  const name = io.env['HELM_BIN'] || 'helm'
  const helm: Helm = { name, io, env: {}, input: undefined, onSignal: quiet, onStderr: quiet, hasBegun: () => false }
  const version = await askHelm(helm, ['version', '--short'])
  if (io.signal.aborted) return 1
  if (version.exitCode !== 0 && version.stdout.trim() === '') {
    // As with HELM_DRIVER=memory without data: nothing else of it would work, and it says why.
    io.stderr.write(version.stderr)
    return version.exitCode
  }
  const major = wrappableMajor(name, version.stdout.trim())
  const { words, own } = takeOwnWords(given, major, TOLD_FLAGS)
  if (asksForHelp(words, major)) return followHelm(helm, words)
  const values = parseFlags(own, flagsNamed(WRAPPER_FLAGS))
  const meant = readWrapped(words, major, io.env)
  const files = valueFiles(words, major)
  if (major === 3) refusePipes(files, io.cwd)
  const input = files.includes('-') ? await readStdin(io) : undefined
  // Where nothing is driven, nothing is told: no file says that something was.
  const reports = meant.dryRun ? undefined : await openWrapperReports(values, io)
  const exchange = await openExchange()
  const progress = tailProgress(exchange.progressPath, io.stderr, systemTicker)
  try {
    const status = await runWrapped({
      helm: {
        ...helm,
        input,
        onSignal: (signal) => exchange.stop(signal),
        onStderr: () => progress.show(),
        hasBegun: () => exchange.isTaken(),
      },
      major,
      words,
      meant,
      own,
      exchange,
      renderer: { node: process.execPath, program: process.argv[1] ?? '' },
    })
    if (exchange.outcome() === undefined) {
      progress.show()
      const isBegun = exchange.isBegun()
      await (isBegun ? reports?.tellSilent(status, exchange.logName()) : reports?.tellUndriven(status))
    } else {
      await reports?.leave()
    }
    return status
  } catch (error) {
    // Of a drive that has begun the renderer tells.
    if (error instanceof Error && !exchange.isBegun()) await reports?.tellUndriven(error)
    throw error
  } finally {
    progress.close()
    await exchange.close()
  }
}

/** Helm 3 runs twice: what can be read once only, such as `<(sops -d values.yaml)`, would be empty in the second run. */
function refusePipes(files: readonly string[], cwd: string): void {
  const pipe = files.find((path) => statSync(resolve(cwd, path), { throwIfNoEntry: false })?.isFIFO())
  if (pipe === undefined) return
  throw new UsageError(
    `values from ${pipe} can be read only once, and Helm 3 has to read them twice`,
    'write them to a file, or give them on standard input: -f -',
  )
}
