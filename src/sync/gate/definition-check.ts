// Custom resources against the schema of a definition that comes with this run. Asks nobody.
import { field, isJsonObject, listField, stringField } from '../../object/kube-object.ts'
import type { Json } from '../../object/kube-object.ts'
import { groupVersionKind } from '../../object/resource-key.ts'
import { schemaFaults, withoutNulls, withSchemaDefaults } from '../../object/structural-schema.ts'
import { undeclaredFields } from '../../object/undeclared-fields.ts'
import type { SyncTask } from '../../plan/sync-plan.ts'
import { definedKind } from '../../plan/task-order.ts'
import type { Run } from '../run.ts'
import { liveObject } from '../view.ts'
import { willBeCreatedAgain } from './dry-run.ts'
import { fieldValidation, writeMethod } from '../act/write-method.ts'

/** Tasks that write definitions, by the kinds that these bring. */
export type Definitions = ReadonlyMap<string, SyncTask>

/** All definitions that the plan writes, or keeps as they are. */
export function definitionsOf(run: Run): Definitions {
  return new Map(
    run.plan.tasks.flatMap((task) => {
      const kind = task.action === 'apply' ? definedKind(task) : undefined
      return kind === undefined ? [] : [[kind, task] as const]
    }),
  )
}

/** The definition of a task's kind. */
export function definitionFor(task: SyncTask, definitions: Definitions): SyncTask | undefined {
  return definitions.get(`${task.key.group}/${task.key.kind}`)
}

/** What the server will say against a task's object by this definition, in its words; undefined: nothing. */
export function mismatch(run: Run, task: SyncTask, definition: SyncTask): string | undefined {
  const { version, kind, group } = groupVersionKind(task.object)
  const own = versionOf(definition, version)
  if (own === undefined)
    return `no matches for kind "${kind}" in version "${task.object.apiVersion}": ${definition.key.name} of the manifests does not serve it`
  const found = faults(run, task, schemaOf(own))
  if (found.length === 0) return undefined
  const text = found.length === 1 ? found[0] : `[${found.join(', ')}]`
  return `${kind}.${group} "${task.key.name}" is invalid: ${text} (by the CustomResourceDefinition of the manifests)`
}

/** Whether the definition declares each field of a task's object. */
export function declaresAll(task: SyncTask, definition: SyncTask): boolean {
  const own = versionOf(definition, groupVersionKind(task.object).version)
  return own !== undefined && undeclaredFields(task.object, schemaOf(own), 'decoded').length === 0
}

function versionOf(definition: SyncTask, version: string): Json | undefined {
  const versions = listField(definition.object, 'spec', 'versions')
  return versions.find((one) => stringField(one, 'name') === version && field(one, 'served') !== false)
}

function schemaOf(version: Json): Json {
  return field(version, 'schema', 'openAPIV3Schema') ?? {}
}

function faults(run: Run, task: SyncTask, schema: Json): readonly string[] {
  const method = writeMethod(task, run.options, run.gate.findings.get(task.id))
  const isApplied = method === 'server-side'
  // Only server-side apply keeps a null where none may stand.
  const object = isApplied ? task.object : withoutNulls(task.object, schema)
  const undeclared =
    fieldValidation(task, method) === 'Strict'
      ? undeclaredFields(object, schema, isApplied ? 'applied' : 'decoded').map((path) =>
          isApplied ? `${path}: field not declared in schema` : `unknown field "${path}"`,
        )
      : []
  const own = schemaTexts(object, schema)
  const live = liveObject(run.observer.view, task.key)
  if (live === undefined || method === 'recreate' || willBeCreatedAgain(run, task)) return [...undeclared, ...own]
  // Others may have set what is missing, and what is wrong already the server lets stand.
  const after = schemaTexts(method === 'replace' ? object : laidOver(live, object), schema)
  const before = schemaTexts(live, schema)
  return [...undeclared, ...own.filter((text) => after.includes(text) && !before.includes(text))]
}

function schemaTexts(object: Json, schema: Json): readonly string[] {
  return schemaFaults(withSchemaDefaults(object, schema), schema).map(({ path, message }) => `${path}: ${message}`)
}

/** As an apply merges the two, but for the items of lists. */
function laidOver(live: Json | undefined, object: Json): Json {
  if (!isJsonObject(live) || !isJsonObject(object)) return object
  const merged = Object.entries(object).map(([name, child]) => [
    name,
    child === undefined ? live[name] : laidOver(live[name], child),
  ])
  return { ...live, ...Object.fromEntries(merged) }
}
