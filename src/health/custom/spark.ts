// Health of a SparkApplication of the Spark operator: one that runs is well once it has as many executors as it asks for.
import { field, isJsonObject, numberField, own, stringField } from '../../object/kube-object.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import type { HealthStatusCode } from '../health.ts'
import { verdict } from '../verdict.ts'
import type { HealthVerdict } from '../verdict.ts'

/** kubeflow/spark-operator:api/v1beta2/sparkapplication_types.go; what each means: argo-cd:resource_customizations/sparkoperator.k8s.io/SparkApplication/health.lua */
const STATES: Readonly<Record<string, HealthStatusCode>> = {
  '': 'Progressing',
  SUBMITTED: 'Progressing',
  SUCCEEDING: 'Progressing',
  PENDING_RERUN: 'Progressing',
  UNKNOWN: 'Progressing',
  COMPLETED: 'Healthy',
  FAILING: 'Degraded',
  FAILED: 'Degraded',
  SUBMISSION_FAILED: 'Degraded',
  INVALIDATING: 'Missing',
}

/** argo-cd:resource_customizations/sparkoperator.k8s.io/SparkApplication/health.lua */
export function assessSparkApplication(object: KubeObject): HealthVerdict {
  const state = stringField(object, 'status', 'applicationState', 'state')
  if (state === undefined) return verdict('Progressing', undefined, 'not submitted yet')
  if (state === 'RUNNING') return assessRunning(object)
  const error = stringField(object, 'status', 'applicationState', 'errorMessage')
  return verdict(own(STATES, state) ?? 'Progressing', error, state === '' ? 'added' : state)
}

interface Range {
  readonly min: number
  readonly max: number
}

function assessRunning(object: KubeObject): HealthVerdict {
  const states = field(object, 'status', 'executorState')
  const running = isJsonObject(states) ? Object.values(states).filter((state) => state === 'RUNNING').length : undefined
  const text = `running with ${running ?? 0} ${running === 1 ? 'executor' : 'executors'}`
  if (running === undefined) return verdict('Progressing', undefined, text)
  const wanted = wantedExecutors(object, running)
  const enough = wanted !== undefined && running >= wanted.min && running <= wanted.max
  return verdict(enough ? 'Healthy' : 'Progressing', undefined, text)
}

/** How many executors it asks for: a fixed number, or a range when it may allocate them itself. */
function wantedExecutors(object: KubeObject, running: number): Range | undefined {
  const instances = numberField(object, 'spec', 'executor', 'instances')
  if (instances === running) return { min: instances, max: instances }
  const dynamic = field(object, 'spec', 'dynamicAllocation')
  if (field(dynamic, 'enabled') === true) {
    return {
      min: numberField(dynamic, 'minExecutors') ?? 0,
      max: numberField(dynamic, 'maxExecutors') ?? Number.POSITIVE_INFINITY,
    }
  }
  const range = rangeInSettings(object)
  if (range !== undefined) return range
  // Spark's own defaults may allocate them without a word in the spec.
  return dynamic === undefined && instances === undefined ? { min: 1, max: Number.POSITIVE_INFINITY } : undefined
}

/** The range in spec.sparkConf, of streaming before that of batches. */
function rangeInSettings(object: KubeObject): Range | undefined {
  const setting = (name: string): string | undefined => stringField(object, 'spec', 'sparkConf', name)
  const prefix = ['spark.streaming.dynamicAllocation', 'spark.dynamicAllocation'].find(
    (name) => setting(`${name}.enabled`) === 'true',
  )
  if (prefix === undefined) return undefined
  const max = setting(`${prefix}.maxExecutors`)
  return {
    min: Number(setting(`${prefix}.minExecutors`) ?? 0),
    max: max === undefined ? Number.POSITIVE_INFINITY : Number(max),
  }
}
