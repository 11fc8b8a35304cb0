// One wrapped release: Helm's dry run where only that shows the hooks, Helm's own run with us in it, and the way back. Starts Helm.
import { accessSync, constants } from 'node:fs'
import { delimiter } from 'node:path'
import { EXIT_CODES, HooksyncError, UsageError } from '../../errors.ts'
import { tellPeople } from '../../guard/tell.ts'
import type { HelmMajor } from '../command-line/helm-flags.ts'
import type { HelmInvocation } from '../command-line/parse-helm-args.ts'
import type { Exchange } from './exchange.ts'
import { connectionVariables, rollbackWords } from './roll-back.ts'
import { askHelm, followHelm } from './run-helm.ts'
import type { Helm } from './run-helm.ts'
import { WRAPPED_PLUGIN, addWords, hooksOf, wrapperPlugin } from './wrap-helm.ts'
import type { Additions } from './wrap-helm.ts'
import { oneLine } from '../../object/one-line.ts'

/** One run of the wrapper. */
export interface Wrapping {
  readonly helm: Helm
  readonly major: HelmMajor
  /** The user's words, without ours. */
  readonly words: readonly string[]
  readonly meant: HelmInvocation
  /** What of them was ours. */
  readonly own: readonly string[]
  readonly exchange: Exchange
  /** The paths of Node and of our own program. */
  readonly renderer: { readonly node: string; readonly program: string }
}

/** Runs it to its end; the exit status is Helm's own. */
export async function runWrapped(wrapping: Wrapping): Promise<number> {
  const { helm, major, meant, exchange } = wrapping
  const hidesHooks = major === 3 && !meant.dryRun && !meant.noHooks
  const captured = hidesHooks ? await captureRelease(wrapping) : 0
  if (captured !== 0 || helm.io.signal.aborted) return captured || 1
  const call = await callOf(wrapping, 'run', hidesHooks ? { noHooks: true } : {})
  const status = await followHelm(call.helm, call.words)
  const rollBackTo = exchange.outcome()?.rollBackTo
  if (status !== 0 && rollBackTo !== undefined) await rollBack(wrapping, rollBackTo)
  return status
}

/** Helm 3 shows the chart's own hooks in a dry run only; what was rendered beside them is kept by our renderer. */
async function captureRelease(wrapping: Wrapping): Promise<number> {
  const call = await callOf(wrapping, 'capture', { dryRun: true })
  const { exitCode, stdout, stderr } = await askHelm(call.helm, call.words)
  if (exitCode !== 0) {
    wrapping.helm.io.stderr.write(stderr)
    return exitCode
  }
  const hooks = hooksOf(stdout)
  if (hooks === undefined) throw noRelease(stdout)
  wrapping.exchange.keepHooks(hooks)
  return 0
}

function noRelease(stdout: string): HooksyncError {
  const said = oneLine(stdout).slice(0, 200)
  return new HooksyncError(
    `Helm's dry run with --output=json shows no release, so the chart's hooks are not known; nothing was changed: ${said || 'it says nothing'}`,
    { exitCode: EXIT_CODES.failed },
  )
}

/** Helm and its words for one run with us as its renderer. */
async function callOf(
  wrapping: Wrapping,
  task: 'capture' | 'run',
  additions: Omit<Additions, 'postRenderer'>,
): Promise<{ readonly helm: Helm; readonly words: readonly string[] }> {
  const { helm, words, major, exchange, renderer } = wrapping
  const { isTTY: onTerminal, columns } = helm.io.stderr
  const order = exchange.order({ task, argv: [helm.name, ...words], own: wrapping.own, onTerminal, columns })
  const env = major === 4 ? { ...order, HELM_PLUGINS: await addPlugin(wrapping) } : order
  const postRenderer = major === 4 ? WRAPPED_PLUGIN : executable(renderer.program)
  return {
    helm: { ...helm, env },
    words: addWords(words, { ...additions, postRenderer }, { major, env: helm.io.env }),
  }
}

/** Helm 4 calls plugins only; the first folder that has one of this name wins. */
async function addPlugin({ helm, exchange, renderer: { node, program } }: Wrapping): Promise<string> {
  exchange.addPlugin(WRAPPED_PLUGIN, wrapperPlugin(node, program))
  const { stdout } = await askHelm(helm, ['env', 'HELM_PLUGINS'])
  return `${exchange.folder}${delimiter}${stdout.trim().split('\n').at(-1) ?? ''}`
}

/** Helm 3 calls any program. */
function executable(program: string): string {
  try {
    accessSync(program, constants.X_OK)
    return program
  } catch {
    throw new UsageError(`Helm 3 cannot start ${program}: it is not executable`, `chmod +x ${program}`)
  }
}

/** What Helm does itself where it has recorded the failure. */
async function rollBack({ helm, meant }: Wrapping, revision: number): Promise<void> {
  const { io } = helm
  const words = rollbackWords(meant, revision)
  const tell = (text: string): void => tellPeople(io.stderr, io.guard, `kubectl-hooksync: ${text}`)
  tell('Helm has recorded no revision that it could roll back itself')
  tell(`helm ${words.join(' ')}`)
  // A signal has ended the drive; the way back is not part of it.
  const calm = { ...helm, io: { ...io, signal: new AbortController().signal }, env: connectionVariables(meant) }
  const status = await followHelm(calm, words, 'stderr')
  if (status === 0) return
  tell('this rollback has failed; do it by hand, or upgrade again')
}
