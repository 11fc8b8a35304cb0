// Objects whose kind comes with this run, against the schema of the definition that brings it. Asks nobody.
import { field, listField, stringField } from '../../manifest/kube-object.ts'
import type { Json } from '../../manifest/kube-object.ts'
import { groupVersionKind } from '../../manifest/resource-key.ts'
import { schemaFaults, withSchemaDefaults } from '../../manifest/structural-schema.ts'
import type { SyncTask } from '../../plan/sync-plan.ts'
import { definedKind } from '../../plan/task-order.ts'
import type { Run } from '../run.ts'
import type { GateFailure } from './gate.ts'

/** What the server will refuse of these, once it serves their kind. */
export function definitionFailures(run: Run, tasks: readonly SyncTask[]): readonly GateFailure[] {
  const definitions = new Map(
    run.plan.tasks.flatMap((task) => {
      const kind = task.action === 'apply' ? definedKind(task) : undefined
      return kind === undefined ? [] : [[kind, task] as const]
    }),
  )
  return tasks.flatMap((task) => {
    const definition = definitions.get(`${task.key.group}/${task.key.kind}`)
    const message = definition === undefined ? undefined : misfit(task, definition)
    return message === undefined ? [] : [{ task, message, reason: 'Invalid' as const }]
  })
}

function misfit(task: SyncTask, definition: SyncTask): string | undefined {
  const { version, kind, group } = groupVersionKind(task.object)
  const versions = listField(definition.object, 'spec', 'versions')
  const own = versions.find((one) => stringField(one, 'name') === version && field(one, 'served') !== false)
  if (own === undefined)
    return `no matches for kind "${kind}" in version "${task.object.apiVersion}": ${definition.key.name} of the manifests does not serve it`
  const schema: Json = field(own, 'schema', 'openAPIV3Schema') ?? {}
  const faults = schemaFaults(withSchemaDefaults(task.object, schema), schema)
  if (faults.length === 0) return undefined
  const found = faults.map(({ path, message }) => `${path}: ${message}`)
  const text = found.length === 1 ? found[0] : `[${found.join(', ')}]`
  return `${kind}.${group} "${task.key.name}" is invalid: ${text} (by the CustomResourceDefinition of the manifests)`
}
