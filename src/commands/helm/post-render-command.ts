// `kubectl hooksync post-render`: reads what Helm rendered, finds out what Helm is doing, and plans, drives or refuses.
import { createHash } from 'node:crypto'
import { EXIT_CODES, UsageError, explainError } from '../../errors.ts'
import type { ExitCode } from '../../errors.ts'
import type { DriveAnswer, DriveWorld } from '../../helm/drive/drive-request.ts'
import { renderFailure } from '../../helm/stream/failure-output.ts'
import type { HelmMajor } from '../../helm/command-line/helm-flags.ts'
import { watchParent } from '../../helm/drive/parent-watch.ts'
import { parseHelmArgs } from '../../helm/command-line/parse-helm-args.ts'
import type { HelmInvocation, NotProven } from '../../helm/command-line/parse-helm-args.ts'
import { openProgress } from '../../helm/drive/progress.ts'
import { tellLosses, tellPlan } from '../../helm/drive/tell-plan.ts'
import type { QuietCall } from '../../helm/drive/tell-plan.ts'
import { chooseByCall, chooseByStream } from '../../helm/render-mode.ts'
import type { RenderCall, RenderMode } from '../../helm/render-mode.ts'
import { renderUnchanged } from '../../helm/stream/render-unchanged.ts'
import type { RenderedStream } from '../../helm/stream/stream.ts'
import { ORDER_VARIABLE, takeOrder } from '../../helm/wrapper/exchange.ts'
import type { TakenOrder } from '../../helm/wrapper/exchange.ts'
import { tellPeople } from '../../guard/tell.ts'
import type { Io } from '../../io.ts'
import { VERSION } from '../../version.ts'
import { flagsNamed } from '../flags/flags.ts'
import { parseFlags } from '../flags/parse-flags.ts'
import type { FlagValues } from '../flags/parse-flags.ts'
import { WRAPPER_FLAGS } from '../flags/tables/told.ts'
import { withinTime } from '../time-limit.ts'
import { withConnection } from '../with-connection.ts'
import { isAsked, refuseForgotten } from './asked-mode.ts'
import type { MODE_SWITCHES } from './asked-mode.ts'
import { connectionWords } from './connection-words.ts'
import { endInTime } from './end-in-time.ts'
import { callerOf, findParent, listenerOf, proofOf } from './render-caller.ts'
import type { RenderCaller } from './render-caller.ts'
import { helmTarget, optionTarget, readingOf, renderTimeoutMs } from './render-target.ts'
import type { RenderTarget } from './render-target.ts'
import type { Connection } from '../run-context.ts'
import { realRenderWorld } from './render-world.ts'
import type { RenderWorld } from './render-world.ts'
import { readStdin } from './read-stdin.ts'

/** Runs the command; ends with the status that Helm is to see, or with that of a sync where Helm did not call. */
export async function runPostRender(
  values: FlagValues,
  io: Io,
  { major, world = realRenderWorld() }: { readonly major: HelmMajor; readonly world?: RenderWorld },
): Promise<ExitCode> {
  const bytes = await withinTime(io, renderTimeoutMs(values), readStdin)
  const found = findParent(major, io, world)
  const isWrapped = io.env[ORDER_VARIABLE] !== undefined
  if (major === 3 && bytes.length === 0 && found === undefined && !isWrapped && !isAsked(values)) {
    return (await import('../sync-command.ts')).runSyncCommand(values, io)
  }
  if (found === undefined && !isWrapped && major === 3) refuseForgotten(values)
  const listener = isWrapped ? major : listenerOf({ found, major, io })
  const answer = await render({ values, io, world, major, listener, bytes, found })
  if (answer.stderr !== '') io.stderr.write(answer.stderr)
  return answer.exitCode
}

/** What is known of a call of the renderer from outside. */
interface Request extends RenderCaller {
  readonly values: FlagValues
  /** Whose way of hearing of a failure the caller has. */
  readonly listener: HelmMajor
  /** What goes back to Helm where nothing is to be changed. */
  readonly bytes: Uint8Array
}

/** One call of the renderer. */
interface Call extends Request {
  /** What a drive works on; more than Helm handed over where the wrapper knows the chart's own hooks. */
  readonly everything: Uint8Array
  readonly helm: HelmInvocation | NotProven
  /** Undefined: not under the wrapper. */
  readonly order: TakenOrder | undefined
}

/** What the wrapper knows goes before what Helm says: it has seen the user's own words. */
function readCall(request: Request): Call {
  const { io, major, bytes } = request
  const order = takeOrder(io.env)
  if (order === undefined) return { ...request, everything: bytes, helm: proofOf(request), order }
  const helm = parseHelmArgs(order.argv, major, io.env)
  const values = besides(parseFlags(order.own, flagsNamed(WRAPPER_FLAGS)), request.values)
  const { hooks, manifest } = order.captured ?? { hooks: undefined, manifest: bytes }
  const everything = hooks === undefined ? manifest : Buffer.concat([hooks, Buffer.from('---\n'), manifest])
  return { ...request, values, bytes: manifest, everything, helm, order }
}

/** What the wrapper was told goes before what Helm passes on. */
function besides(own: FlagValues, passed: FlagValues): FlagValues {
  return {
    words: passed.words,
    value: (name) => own.value(name) ?? passed.value(name),
    list: (name) => [...own.list(name), ...passed.list(name)],
    switch: (name) => own.switch(name) ?? passed.switch(name),
  }
}

type Rest = Pick<DriveAnswer, 'stderr' | 'exitCode'>

/** Helm shows this only when it fails; who has piped manifests to the bare name must not take silence for success. */
const NOTHING_APPLIED = 'note: nothing was applied; to sync what is on standard input, write: kubectl hooksync -f -\n'

const DONE: Rest = { stderr: '', exitCode: EXIT_CODES.succeeded }

/** Does what the mode says; whatever goes wrong is told in the one way that Helm shows. */
async function render(request: Request): Promise<Rest> {
  const { io, listener } = request
  try {
    const call = readCall(request)
    if (call.order?.task === 'capture') {
      call.order.capture(request.bytes)
      io.stdout.write('# kubectl-hooksync: the manifests are kept for the run that follows\n')
      return DONE
    }
    const read = lazyStream(call.everything)
    const told = renderCall(call)
    const mode = chooseByCall(told) ?? chooseByStream(told, await read())
    switch (mode.mode) {
      case 'plan':
        writeBytes(io, renderUnchanged(call.bytes))
        await tellPlan(quietCall(call), mode.reason, async (reading) => {
          const { planSummary } = await import('../../helm/stream/plan-summary.ts')
          return planSummary(call.everything, reading)
        })
        return DONE
      case 'pass-through':
        writeBytes(io, renderUnchanged(call.bytes))
        return call.found === undefined ? { ...DONE, stderr: NOTHING_APPLIED } : DONE
      case 'transform': {
        const { transformStream } = await import('../../helm/stream/transform.ts')
        const { text, warnings } = transformStream(await read())
        io.stdout.write(text)
        tellLosses(quietCall(call), warnings, io.stderr)
        return DONE
      }
      case 'fail':
        return fail(call, `${mode.message}\n${mode.hint}`)
      case 'drive':
        return await driveMode(call, mode, await read())
      default:
        return mode satisfies never
    }
  } catch (error) {
    return fail({ io, listener }, explainError(error).join('\n'))
  }
}

/** Helm's own name for a release without one. */
const NO_NAME = 'release-name'

function quietCall({ helm, values, found, io, order }: Call): QuietCall {
  const release = (helm.proven ? helm.release : values.value('release')) ?? NO_NAME
  return {
    release,
    reading: readingOf(values),
    helmPid: found?.pid,
    wrapper: order?.screen,
    env: io.env,
    secrets: io.guard,
  }
}

function fail({ io, listener }: Pick<Call, 'io' | 'listener'>, message: string): Rest {
  const { stdout, stderr, exitCode } = renderFailure({ listener, message: io.guard.mask(message), record: undefined })
  io.stdout.write(stdout)
  return { stderr, exitCode }
}

/** What decides about the mode. */
function renderCall({ values, major, helm, order }: Call): RenderCall {
  const release = values.value('release')
  const namespace = values.value('namespace')
  const isOn = (name: (typeof MODE_SWITCHES)[number]): boolean => values.switch(name) === true
  if (isOn('drive') && (release === undefined || namespace === undefined)) {
    throw new UsageError('--drive needs --release and --namespace', 'say which release Helm works on, and where')
  }
  return {
    major,
    helm,
    drive: isOn('drive') && release !== undefined && namespace !== undefined ? { release, namespace } : undefined,
    planOnly: isOn('plan-only'),
    transform: isOn('transform'),
    assumeNoHelmHooks: isOn('assume-no-helm-hooks'),
    hooksShown: order?.captured !== undefined,
  }
}

async function driveMode(
  call: Call,
  mode: Extract<RenderMode, { mode: 'drive' }>,
  stream: RenderedStream,
): Promise<Rest> {
  const { io, world, values, found, order } = call
  const target =
    mode.by === 'options' ? optionTarget(values, mode, { io, caller: callerOf(call) }) : helmTarget(values, mode.helm)
  const { clock } = world
  const startedAt = clock.now()
  const where = { helmPid: found?.pid, wrapper: order?.screen }
  const { withReports } = await import('./drive-reports.ts')
  const progress = openProgress({ ...where, release: target.release, env: io.env, now: clock.now() })
  const parent = watchParent(found?.pid ?? world.parentPid, {
    readIdentity: world.readIdentity,
    clock,
    stopped: () => order?.stopped(),
  })
  try {
    order?.begin(progress.logName)
    const signal = AbortSignal.any([io.signal, parent.gone])
    const tell = (message: string): void => tellPeople(progress.log, io.guard, `warning: ${message}`)
    const request = { world, flags: target.connection, io: { ...io, signal }, readsStdin: true, tell }
    const around = { ...world, io: request.io, progress }
    return await withReports(values, around, ({ ci, page, closePage, logs }) =>
      withConnection(request, (connection) => {
        const told = { progress, ci, page, closePage, logs }
        return driveOn(connection, call, { target, stream, ...told, signal, startedAt, check: () => parent.check() })
      }),
    )
  } catch (error) {
    order?.tell({ rollBackTo: undefined })
    throw error
  } finally {
    parent.close()
    progress.close()
  }
}

type Driving = Pick<DriveWorld, 'progress' | 'ci' | 'page' | 'closePage' | 'logs' | 'signal' | 'check'> & {
  readonly target: RenderTarget
  readonly stream: RenderedStream
  readonly startedAt: number
}

async function driveOn(connection: Connection, call: Call, driving: Driving): Promise<Rest> {
  const { io, world, values, bytes, everything, major, listener, order } = call
  const { target, stream, ...rest } = driving
  const { clock, ticker, holder } = world
  const ending = endInTime(connection, { signal: rest.signal, clock, orders: target.orders })
  try {
    const { drive } = await import('../../helm/drive/drive.ts')
    const { cluster, server, contextName } = connection
    const answer = await drive(
      {
        major,
        listener,
        release: target.release,
        namespace: target.namespace ?? connection.namespace,
        fieldManager: target.fieldManager,
        orders: target.orders,
        stream,
        ...(order?.captured === undefined ? {} : { handBack: await lazyStream(bytes)() }),
        reading: readingOf(values),
        noWait: values.switch('wait') === false,
        revision: createHash('sha256').update(everything).digest('hex').slice(0, 7),
      },
      {
        ...rest,
        cluster,
        clock,
        trouble: () => connection.trouble?.(),
        ticker,
        holder,
        version: VERSION,
        env: io.env,
        secrets: io.guard,
        server,
        context: contextName,
        connection: connectionWords(target.connection),
      },
    )
    order?.tell({ rollBackTo: answer.rollBackTo })
    io.stdout.write(answer.stdout)
    return answer
  } finally {
    ending.abort()
  }
}

/** The stream, read only when somebody asks, and once: a dry run does not even wait for the parser to be loaded. */
function lazyStream(bytes: Uint8Array): () => Promise<RenderedStream> {
  let stream: Promise<RenderedStream> | undefined
  return () => (stream ??= import('../../helm/stream/stream.ts').then(({ readStream }) => readStream(bytes)))
}

function writeBytes(io: Io, bytes: Uint8Array): void {
  if (io.stdout.writeBytes === undefined) io.stdout.write(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes))
  else io.stdout.writeBytes(bytes)
}
