// `kubectl hooksync post-render`: reads what Helm rendered, finds out what Helm is doing, and plans, drives or refuses. Wiring only.
import { createHash } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { hostname, userInfo } from 'node:os'
import { UsageError } from '../errors.ts'
import type { ExitCode } from '../errors.ts'
import { EXIT_CODES } from '../errors.ts'
import type { DriveAnswer } from '../helm/drive/drive-request.ts'
import { renderFailure } from '../helm/stream/failure-output.ts'
import type { HelmMajor } from '../helm/command-line/helm-flags.ts'
import { findHelm, readLinuxProcess } from '../helm/command-line/parent-process.ts'
import type { FoundHelm, ReadProcess } from '../helm/command-line/parent-process.ts'
import { readIdentity, watchParent } from '../helm/drive/parent-watch.ts'
import type { ReadIdentity } from '../helm/drive/parent-watch.ts'
import { parseHelmArgs } from '../helm/command-line/parse-helm-args.ts'
import type { HelmInvocation, NotProven } from '../helm/command-line/parse-helm-args.ts'
import { openProgress } from '../helm/drive/progress.ts'
import { chooseRenderMode } from '../helm/render-mode.ts'
import type { RenderMode } from '../helm/render-mode.ts'
import { renderUnchanged } from '../helm/stream/render-output.ts'
import { readStream } from '../helm/stream/stream.ts'
import type { RenderedStream } from '../helm/stream/stream.ts'
import type { Io } from '../io.ts'
import { VERSION } from '../version.ts'
import type { FlagValues } from './flags/parse-flags.ts'
import { helmTarget, optionTarget, readingOf } from './render-target.ts'
import { REAL_WORLD } from './run-context.ts'
import type { World } from './run-context.ts'

/** What the renderer takes from outside beside its Io and the world of every run. */
export interface RenderWorld extends World {
  readonly parentPid: number
  /** The real path of our own executable. */
  readonly self: string
  readonly readProcess: ReadProcess
  readonly readIdentity: ReadIdentity
  readonly realpath: (path: string) => string | undefined
  readonly holder: string
}

/** The machine and the cluster of the kubeconfig. */
function realRenderWorld(): RenderWorld {
  const realpath = (path: string): string | undefined => {
    try {
      return realpathSync(path)
    } catch {
      return undefined
    }
  }
  return {
    ...REAL_WORLD,
    parentPid: process.ppid,
    self: realpath(process.argv[1] ?? '') ?? '',
    readProcess: readLinuxProcess,
    readIdentity,
    realpath,
    holder: `${userInfo().username}@${hostname()} (process ${process.pid})`,
  }
}

/** Runs the command. */
export async function runPostRender(
  values: FlagValues,
  io: Io,
  { major, world = realRenderWorld() }: { readonly major: HelmMajor; readonly world?: RenderWorld },
): Promise<ExitCode> {
  const bytes = await readAll(io.stdin)
  const found = findParent(major, io, world)
  if (major === 3 && bytes.length === 0 && found === undefined && !isAsked(values)) {
    return (await import('./sync-command.ts')).runSync(values, io)
  }
  const call: Call = { values, io, world, major, bytes, found, helm: proofOf(found, major, io) }
  const answer = await render(call)
  if (answer.stderr !== '') io.stderr.write(answer.stderr)
  return answer.exitCode
}

/** One call of the renderer. */
interface Call {
  readonly values: FlagValues
  readonly io: Io
  readonly world: RenderWorld
  readonly major: HelmMajor
  readonly bytes: Uint8Array
  readonly found: FoundHelm | undefined
  readonly helm: HelmInvocation | NotProven
}

type Rest = Pick<DriveAnswer, 'stderr'> & { readonly exitCode: ExitCode }

/** Helm shows this only when it fails; who has piped manifests to the bare name must not take silence for success. */
const NOTHING_APPLIED = 'note: nothing was applied; to sync what is on standard input, write: kubectl hooksync -f -\n'

const DONE: Rest = { stderr: '', exitCode: EXIT_CODES.succeeded }

/** Does what the mode says; whatever goes wrong is told in the one way that Helm shows. */
async function render(call: Call): Promise<Rest> {
  const { io, major } = call
  try {
    const stream = lazyStream(call.bytes)
    const mode = chooseMode(call, stream)
    switch (mode.mode) {
      case 'plan':
        writeBytes(io, renderUnchanged(call.bytes))
        return DONE
      case 'pass-through':
        writeBytes(io, renderUnchanged(call.bytes))
        return call.found === undefined ? { ...DONE, stderr: NOTHING_APPLIED } : DONE
      case 'transform': {
        const { transformStream } = await import('../helm/stream/transform.ts')
        const { text, warnings } = transformStream(stream.read())
        io.stdout.write(text)
        return { ...DONE, stderr: warnings.map(({ message }) => `warning: ${message}\n`).join('') }
      }
      case 'fail':
        return fail(call, `${mode.message}\n${mode.hint}`)
      case 'drive':
        return await driveMode(call, mode, stream.read())
      default:
        return mode satisfies never
    }
  } catch (error) {
    const hint = error instanceof UsageError && error.hint !== undefined ? `\n${error.hint}` : ''
    return fail({ io, major }, `${error instanceof Error ? error.message : String(error)}${hint}`)
  }
}

function fail({ io, major }: Pick<Call, 'io' | 'major'>, message: string): Rest {
  const { stdout, stderr, exitCode } = renderFailure({ major, message, record: undefined })
  io.stdout.write(stdout)
  return { stderr, exitCode }
}

function chooseMode(call: Call, stream: { readonly empty: boolean; readonly phased: boolean }): RenderMode {
  const { values, major, helm } = call
  const release = values.value('release')
  const namespace = values.value('namespace')
  const isOn = (name: 'drive' | 'plan-only' | 'transform' | 'assume-no-helm-hooks'): boolean =>
    values.switch(name) === true
  if (isOn('drive') && (release === undefined || namespace === undefined)) {
    throw new UsageError('--drive needs --release and --namespace', 'say which release Helm works on, and where')
  }
  return chooseRenderMode({
    major,
    helm,
    drive: isOn('drive') && release !== undefined && namespace !== undefined ? { release, namespace } : undefined,
    planOnly: isOn('plan-only'),
    transform: isOn('transform'),
    assumeNoHelmHooks: isOn('assume-no-helm-hooks'),
    stream,
  })
}

async function driveMode(
  call: Call,
  mode: Extract<RenderMode, { mode: 'drive' }>,
  stream: RenderedStream,
): Promise<Rest> {
  const { io, world, values, bytes, major, found } = call
  const target = mode.by === 'options' ? optionTarget(values, mode, io) : helmTarget(values, mode.helm)
  const { clock, ticker, holder } = world
  const progress = openProgress({ helmPid: found?.pid, release: target.release, env: io.env, now: clock.now() })
  const parent = watchParent(found?.pid ?? world.parentPid, { readIdentity: world.readIdentity, clock })
  try {
    const connection = await world.connect(target.connection, io)
    try {
      const { drive } = await import('../helm/drive/drive.ts')
      const { cluster, server, contextName } = connection
      const answer = await drive(
        {
          major,
          release: target.release,
          namespace: target.namespace ?? connection.namespace,
          orders: target.orders,
          stream,
          reading: readingOf(values),
          revision: createHash('sha256').update(bytes).digest('hex').slice(0, 7),
        },
        {
          cluster,
          clock,
          ticker,
          progress,
          holder,
          signal: AbortSignal.any([io.signal, parent.gone]),
          check: () => parent.check(),
          version: VERSION,
          env: io.env,
          ...(server === undefined ? {} : { server }),
          ...(contextName === undefined ? {} : { context: contextName }),
        },
      )
      io.stdout.write(answer.stdout)
      return answer
    } finally {
      await connection.close()
    }
  } finally {
    parent.close()
    progress.close()
  }
}

function findParent(major: HelmMajor, io: Io, world: RenderWorld): FoundHelm | undefined {
  return findHelm(world.parentPid, world.readProcess, {
    plugin: major === 4 ? (io.env['HELM_PLUGIN_NAME'] ?? 'kubectl-hooksync') : undefined,
    self: world.self,
    cwd: io.cwd,
    path: io.env['PATH'] ?? '',
    realpath: world.realpath,
  })
}

function proofOf(found: FoundHelm | undefined, major: HelmMajor, io: Io): HelmInvocation | NotProven {
  if (found !== undefined) return parseHelmArgs(found.argv, major, io.env)
  return { proven: false, reason: 'no command line of Helm with --post-renderer was found among our ancestors' }
}

/** Whether a flag says that this is a renderer; without one the bare name with nothing to read is a call for help. */
function isAsked(values: FlagValues): boolean {
  return (['drive', 'plan-only', 'transform', 'assume-no-helm-hooks'] as const).some(
    (name) => values.switch(name) === true,
  )
}

/** The stream, read only when somebody asks: a dry run gives back what it never looked into. */
function lazyStream(bytes: Uint8Array): {
  readonly empty: boolean
  readonly phased: boolean
  readonly read: () => RenderedStream
} {
  let stream: RenderedStream | undefined
  const read = (): RenderedStream => (stream ??= readStream(bytes))
  return {
    read,
    get empty() {
      return read().empty
    },
    get phased() {
      return read().phased
    },
  }
}

async function readAll(stdin: Io['stdin']): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stdin) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function writeBytes(io: Io, bytes: Uint8Array): void {
  if (io.stdout.writeBytes === undefined) io.stdout.write(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes))
  else io.stdout.writeBytes(bytes)
}
