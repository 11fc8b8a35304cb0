// What a Job's podFailurePolicy says of a failed pod (kubernetes/kubernetes:pkg/controller/job/pod_failure_policy.go). Pure.
import { field, listField, numberField, stringField } from '../../../object/kube-object.ts'
import type { Json, KubeObject } from '../../../object/kube-object.ts'

/** What becomes of a failed pod. */
export interface FailureRuling {
  /** Whether it counts towards the limits. */
  readonly counts: boolean
  readonly action?: string
  /** Of FailJob: why the Job fails. */
  readonly message?: string
}

const USUAL: FailureRuling = { counts: true }

/** The first rule that fits decides; without one a failure counts. */
export function ruleOn(job: KubeObject, pod: KubeObject): FailureRuling {
  for (const [index, rule] of listField(job, 'spec', 'podFailurePolicy', 'rules').entries()) {
    const cause = field(rule, 'onExitCodes') === undefined ? byCondition(rule, pod) : byExitCode(rule, pod)
    const action = stringField(rule, 'action')
    if (cause === undefined || action === undefined) continue
    const message = `${cause} matching ${action} rule at index ${index}`
    return { counts: action !== 'Ignore', action, ...(action === 'FailJob' ? { message } : {}) }
  }
  return USUAL
}

/** `Container main for pod shop/x failed with exit code 3` */
function byExitCode(rule: Json, pod: KubeObject): string | undefined {
  const name = stringField(rule, 'onExitCodes', 'containerName')
  const isIn = stringField(rule, 'onExitCodes', 'operator') === 'In'
  const values = listField(rule, 'onExitCodes', 'values')
  const lists = ['containerStatuses', 'initContainerStatuses']
  for (const status of lists.flatMap((list) => listField(pod, 'status', list))) {
    const code = numberField(status, 'state', 'terminated', 'exitCode')
    const container = stringField(status, 'name') ?? ''
    if (code === undefined || code === 0 || (name !== undefined && name !== container)) continue
    if (values.includes(code) === isIn)
      return `Container ${container} for pod ${nameOf(pod)} failed with exit code ${code}`
  }
  return undefined
}

/** `Pod shop/x has condition DisruptionTarget` */
function byCondition(rule: Json, pod: KubeObject): string | undefined {
  const patterns = listField(rule, 'onPodConditions')
  const found = listField(pod, 'status', 'conditions').find((condition) =>
    patterns.some(
      (pattern) =>
        stringField(pattern, 'type') === stringField(condition, 'type') &&
        (stringField(pattern, 'status') ?? 'True') === stringField(condition, 'status'),
    ),
  )
  return found === undefined ? undefined : `Pod ${nameOf(pod)} has condition ${stringField(found, 'type')}`
}

function nameOf({ metadata }: KubeObject): string {
  return `${metadata.namespace}/${metadata.name}`
}
