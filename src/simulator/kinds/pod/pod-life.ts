// How a pod and its containers fare: what the annotations of the lab on it say (scripts/control-plane/README.md), read here only, and over them its life.
import { parseDuration } from '../../../object/duration.ts'
import { stringField } from '../../../object/kube-object.ts'
import type { KubeObject } from '../../../object/kube-object.ts'
import type { Life } from '../../life.ts'

/** How a pod fares. Times are in milliseconds. */
export interface PodLife {
  /** From its placement on the node to Running and Ready. */
  readonly readyAfter: number
  /** From Running to its end. */
  readonly runFor: number
  /** From its deletion until it is gone. */
  readonly goneAfter: number
  /** It stays Pending, without a container status. */
  readonly neverStarts: boolean
  /** It is Running and never Ready, and never ends. */
  readonly neverReady: boolean
  /** Its containers wait as CrashLoopBackOff after having ended. */
  readonly crashLoop: boolean
  /** It ends Failed. */
  readonly fails: boolean
  /** Its containers are restarted where they fail, if the restart policy allows. */
  readonly restarts: boolean
  /** Why its image cannot be pulled. */
  readonly imagePullError: string | undefined
  readonly waitingMessage: string | undefined
  /** What its init containers fail with. */
  readonly initExitCode: number | undefined
  /** How often its containers have been restarted, and with what their last run ended. */
  readonly restartCount: number | undefined
  readonly restartExitCode: number
  /** How often a log that is followed has something new. */
  readonly logEvery: number | undefined
  readonly container: (name: string) => ContainerLife
}

/** How a container of a pod fares. */
export interface ContainerLife {
  readonly exitCode: number | undefined
  /** The reason beside an exit code. */
  readonly exitReason: string | undefined
  readonly terminationMessage: string | undefined
  /** What it says, and what it said before it was restarted. */
  readonly log: string | undefined
  readonly logPrevious: string | undefined
  /** It says one line each time, not all at once. */
  readonly logEvery: number | undefined
}

const WORDS =
  /^lab\/(?:crash-loop|exit-|gone-after|image-pull-error|init-exit-code|log|never-ready|not-ready|ready-after|restart|run-for|termination-message|waiting-message)/

/** Whether annotations say how an object fares. */
export function isSteered({ metadata }: KubeObject): boolean {
  return Object.keys(metadata.annotations ?? {}).some((name) => WORDS.test(name))
}

/** How a pod fares; what its life says goes before its annotations, and then for all containers alike. */
export function podLife(pod: KubeObject, life: Life): PodLife {
  const { annotations = {} } = pod.metadata
  const text = (word: string): string | undefined => annotations[`lab/${word}`]
  const has = (word: string): boolean => text(word) !== undefined
  const span = (word: string): number => parseDuration(text(word)) ?? 0
  return {
    readyAfter: life.readyAfter ?? span('ready-after'),
    runFor: life.runFor ?? span('run-for'),
    goneAfter: life.goneAfter ?? span('gone-after'),
    neverStarts: has('never-ready'),
    neverReady: life.neverReady === true || has('not-ready'),
    crashLoop: has('crash-loop') || (life.exitCode !== undefined && isEndless(pod)),
    fails: life.exitCode !== undefined || has('exit-code'),
    restarts: has('restart'),
    imagePullError: text('image-pull-error'),
    waitingMessage: text('waiting-message'),
    initExitCode: numberOf(text('init-exit-code')),
    restartCount: numberOf(text('restarts')),
    restartExitCode: numberOf(text('restart-exit-code')) ?? 1,
    logEvery: parseDuration(text('log-every')),
    container: (name) => containerLife((word) => annotations[`lab/${word}.${name}`] ?? text(word), life),
  }
}

function containerLife(text: (word: string) => string | undefined, life: Life): ContainerLife {
  return {
    exitCode: life.exitCode ?? numberOf(text('exit-code')),
    exitReason: text('exit-reason'),
    terminationMessage: text('termination-message'),
    log: life.log ?? text('log'),
    logPrevious: text('log-previous'),
    logEvery: parseDuration(text('log-every')),
  }
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text)
}

/** Whether a pod's containers never end by themselves. */
export function isEndless(pod: KubeObject): boolean {
  return (stringField(pod, 'spec', 'restartPolicy') ?? 'Always') === 'Always'
}
