// Rules that read one container's state: images, configuration, memory, exit codes, sidecars. Most specific first.
import { field, listField, numberField, stringField } from '../object/kube-object.ts'
import type { Json } from '../object/kube-object.ts'
import { containerText, joinCause } from './cause.ts'
import type { Cause, PodRule } from './cause.ts'
import { isReady } from './describe-pod.ts'
import type { ContainerDiagnosis } from './diagnosis.ts'
import type { PodFacts } from './facts.ts'

/** Why a container waits for its image. */
export const IMAGE_REASONS: readonly string[] = [
  'ImagePullBackOff',
  'ErrImagePull',
  'InvalidImageName',
  'ErrImageNeverPull',
  'ImageInspectError',
  'RegistryUnavailable',
  'SignatureValidationFailed',
]

/** Why a container cannot be made or started. */
export const CONFIG_REASONS: readonly string[] = [
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
]

/** Rules for containers that cannot go on by themselves. */
export const CONTAINER_RULES: readonly PodRule[] = [image, configuration, outOfMemory, crashLoop, exitCode, sidecar]

function image(facts: PodFacts): Cause | undefined {
  const container = facts.diagnosis.containers.find((item) => isWaitingFor(item, IMAGE_REASONS))
  if (container === undefined) return undefined
  const reason = container.reason ?? ''
  const name = stringField(specOf(facts, container), 'image') ?? stringField(statusOf(facts, container), 'image')
  // The event has the registry's answer; while backing off the state only says that it backs off.
  const event = facts.events.findLast(
    (item) => item.reason === 'Failed' && item.message.startsWith('Failed to pull image'),
  )
  const answer = event?.message.replace(/^Failed to pull image "[^"]*": /, '')
  const what = `image "${name ?? ''}" of ${containerText(container)}`
  const unread = facts.events.findLast((item) => item.reason === 'FailedToRetrieveImagePullSecret')
  const [, secrets] = /image pull secrets \(([^)]*)\)/.exec(unread?.message ?? '') ?? []
  const without = secrets === undefined ? '' : `image pull secrets ${secrets} are not there`
  const cause = joinCause(reason, what, without, nearest(answer ?? container.message, name))
  return { code: 'ImagePull', cause, container: container.name }
}

/** What the container runtime puts before the registry's answer: that it backs off, and the image again and again. */
const BEFORE_ANSWER =
  /^(?:Back-off pulling image "[^"]*": |ErrImagePull: |rpc error: code = \w+ desc = |failed to (?:pull and unpack image|resolve reference) "[^"]*": )/

/** The end of the chain in which a runtime tells that an image was not pulled; a text of another form stays as it is. */
function nearest(message = '', name = ''): string {
  const rest = message.replace(BEFORE_ANSWER, '')
  if (rest !== message) return nearest(rest, name)
  return rest.startsWith(`${name}: `) ? rest.slice(name.length + 2) : rest
}

function configuration(facts: PodFacts): Cause | undefined {
  const container = facts.diagnosis.containers.find((item) => isWaitingFor(item, CONFIG_REASONS))
  if (container === undefined) return undefined
  const cause = joinCause(container.reason, containerText(container), container.message)
  return { code: 'ContainerConfig', cause, container: container.name }
}

function outOfMemory(facts: PodFacts): Cause | undefined {
  const container = facts.diagnosis.containers.find((item) => isUnwell(facts, item) && wasOomKilled(facts, item))
  if (container === undefined) return undefined
  const limit = stringField(specOf(facts, container), 'resources', 'limits', 'memory')
  const what = limit === undefined ? 'ran out of memory' : `went over its memory limit ${limit}`
  return {
    code: 'OutOfMemory',
    container: container.name,
    cause: joinCause('OOMKilled', `${containerText(container)} ${what}`),
  }
}

function crashLoop(facts: PodFacts): Cause | undefined {
  const container = facts.diagnosis.containers.find((item) => isWaitingFor(item, ['CrashLoopBackOff']))
  if (container === undefined) return undefined
  const code = container.exitCode === undefined ? 'ended' : `exited with code ${container.exitCode}`
  const what = `${containerText(container)} ${code}, ${restartsText(container)}`
  const cause = joinCause('CrashLoopBackOff', what, container.lastWords)
  const { name, restarts } = container
  return { code: 'CrashLoop', cause, container: name, restarts, ...killedBy(container.exitCode) }
}

function exitCode(facts: PodFacts): Cause | undefined {
  const container = facts.diagnosis.containers.find((item) => isUnwell(facts, item) && (item.exitCode ?? 0) !== 0)
  if (container === undefined) return undefined
  const ordinary = container.state !== 'terminated' || container.reason === undefined || container.reason === 'Error'
  const reason = ordinary ? '' : ` (${container.reason ?? ''})`
  const restarts = container.restarts === 0 ? '' : `, ${restartsText(container)}`
  const what = `${containerText(container)} exited with code ${container.exitCode ?? 0}${reason}${restarts}`
  const cause = joinCause(what, container.lastWords)
  const values = { running: runningBeside(facts, container) }
  const told = { container: container.name, restarts: container.restarts, values }
  return { code: 'ExitCode', cause, ...told, ...killedBy(container.exitCode) }
}

function sidecar(facts: PodFacts): Cause | undefined {
  const done = facts.diagnosis.containers.find(
    (item) => !item.init && item.state === 'terminated' && item.exitCode === 0,
  )
  if (done === undefined || stringField(facts.pod, 'spec', 'restartPolicy') === 'Always') return undefined
  const running = runningBeside(facts, done)
  if (running === undefined) return undefined
  return {
    code: 'Sidecar',
    cause: `container "${done.name}" has finished, but "${running}" still runs, so the pod never completes`,
  }
}

/** By SIGKILL or SIGTERM. */
function killedBy(code: number | undefined): Pick<Cause, 'killed'> {
  return code === 137 || code === 143 ? { killed: true } : {}
}

function isWaitingFor(container: ContainerDiagnosis, reasons: readonly string[]): boolean {
  return container.state === 'waiting' && reasons.includes(container.reason ?? '')
}

/** A container that has ended, waits, or was restarted and has not recovered. */
function isUnwell(facts: PodFacts, container: ContainerDiagnosis): boolean {
  if (container.state !== 'running') return true
  return stringField(facts.pod, 'spec', 'restartPolicy') !== 'Always' || !isReady(facts.pod)
}

function wasOomKilled(facts: PodFacts, container: ContainerDiagnosis): boolean {
  const status = statusOf(facts, container)
  const ended = field(status, 'state', 'terminated') ?? field(status, 'lastState', 'terminated')
  return stringField(ended, 'reason') === 'OOMKilled'
}

function runningBeside(facts: PodFacts, ended: ContainerDiagnosis): string | undefined {
  if (ended.init || stringField(facts.pod, 'spec', 'restartPolicy') === 'Always') return undefined
  return facts.diagnosis.containers.find((item) => !item.init && item.state === 'running' && item !== ended)?.name
}

function restartsText(container: ContainerDiagnosis): string {
  return `restarted ${container.restarts === 1 ? 'once' : `${container.restarts} times`}`
}

function statusOf(facts: PodFacts, container: ContainerDiagnosis): Json | undefined {
  const list = container.init ? 'initContainerStatuses' : 'containerStatuses'
  return listField(facts.pod, 'status', list).find((item) => stringField(item, 'name') === container.name)
}

function specOf(facts: PodFacts, container: ContainerDiagnosis): Json | undefined {
  const list = container.init ? 'initContainers' : 'containers'
  return listField(facts.pod, 'spec', list).find((item) => stringField(item, 'name') === container.name)
}

/** `activeDeadlineSeconds` of a Job or a Pod, in words. */
export function deadlineText(owner: Json): string {
  const seconds = numberField(owner, 'spec', 'activeDeadlineSeconds')
  return seconds === undefined ? 'ran longer than its deadline' : `ran longer than activeDeadlineSeconds ${seconds}`
}
