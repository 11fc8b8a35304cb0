// What may change in a Job: how many pods, how long, and, while it is suspended, where they may run.
import { field, jsonEqual } from '../../../object/kube-object.ts'
import type { JsonObject, KubeObject } from '../../../object/kube-object.ts'
import { objectField, withSpec } from '../../server/object-edits.ts'
import type { Causes } from '../../validation/causes.ts'
import { invalid } from '../../validation/causes.ts'
import { immutable } from '../../validation/immutable.ts'

const FIXED = ['selector', 'template', 'completionMode', 'podFailurePolicy', 'backoffLimitPerIndex', 'managedBy']

/** Of the pods of a suspended Job: where they run. */
const WHERE = ['nodeSelector', 'tolerations', 'schedulingGates']

/** Why a Job cannot become another one. */
export function validateJobUpdate(before: KubeObject, after: KubeObject): Causes {
  const old = field(before, 'spec', 'suspend') === true ? withWhere(before, after) : before
  const paths = FIXED.map((name) => `spec.${name}`)
  return [...completionCauses(before, after), ...immutable(old, after, paths)]
}

function completionCauses(before: KubeObject, after: KubeObject): Causes {
  const path = 'spec.completions'
  if (field(after, 'spec', 'completionMode') !== 'Indexed') return immutable(before, after, [path])
  const [old, value] = [before, after].map((job) => field(job, 'spec', 'completions'))
  if (jsonEqual(old, value) || jsonEqual(value, field(after, 'spec', 'parallelism'))) return []
  return [invalid(path, value, 'can only be modified in tandem with spec.parallelism')]
}

/** The old one with those of the new one's fields that may change. */
function withWhere(before: KubeObject, after: KubeObject): KubeObject {
  const [template, next] = [objectField(before, 'spec', 'template'), objectField(after, 'spec', 'template')]
  const spec = takeOver(objectField(template, 'spec'), objectField(next, 'spec'), WHERE)
  const metadata = takeOver(objectField(template, 'metadata'), objectField(next, 'metadata'), ['labels', 'annotations'])
  return withSpec(before, { template: { ...template, metadata, spec } })
}

function takeOver(old: JsonObject, next: JsonObject, names: readonly string[]): JsonObject {
  return { ...old, ...Object.fromEntries(names.map((name) => [name, next[name]])) }
}
