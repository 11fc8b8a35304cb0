// A custom resource against the schema of its definition, in the API server's words. Knows no CEL rules.
import { field, isJsonList, isJsonObject, jsonEqual, listField, numberField, stringField } from './kube-object.ts'
import type { Json, JsonObject } from './kube-object.ts'

/** One thing that is wrong. `path: message` is what the server says. */
export interface SchemaFault {
  /** `spec.items[0].name`; `<nil>` for the object itself, as the server has it. */
  readonly path: string
  readonly message: string
}

/** Everything that is wrong with a value; `openAPIV3Schema` as in a CustomResourceDefinition. Unknown fields are not a fault: the server prunes them. */
export function schemaFaults(value: Json, openAPIV3Schema: Json): readonly SchemaFault[] {
  return isJsonObject(openAPIV3Schema) ? faultsAt(value, openAPIV3Schema, '') : []
}

/** The value with the defaults that its schema gives to absent fields. */
export function withSchemaDefaults(value: Json, schema: Json | undefined): Json {
  if (!isJsonObject(schema)) return value
  if (isJsonList(value)) return value.map((item) => withSchemaDefaults(item, field(schema, 'items')))
  if (!isJsonObject(value)) return value
  const properties = field(schema, 'properties')
  const complete: Record<string, Json | undefined> = { ...value }
  for (const [name, child] of isJsonObject(properties) ? Object.entries(properties) : []) {
    // A null where none may stand is what the default is for, too.
    const isOpen = complete[name] === undefined || (complete[name] === null && field(child, 'nullable') !== true)
    const given = isOpen ? field(child, 'default') : complete[name]
    if (given !== undefined) complete[name] = withSchemaDefaults(given, child)
  }
  const additional = field(schema, 'additionalProperties')
  if (!isJsonObject(additional)) return complete
  return Object.fromEntries(
    Object.entries(complete).map(([name, child]) => [
      name,
      child === undefined ? child : withSchemaDefaults(child, additional),
    ]),
  )
}

/** The value without the nulls of fields that cannot be null, as the server reads it where no field owners are kept. */
export function withoutNulls(value: Json, schema: Json | undefined): Json {
  if (isJsonList(value)) return value.map((item) => withoutNulls(item, field(schema, 'items')))
  if (!isJsonObject(value)) return value
  const childOf = (name: string): Json | undefined =>
    field(schema, 'properties', name) ?? field(schema, 'additionalProperties')
  const kept = Object.entries(value).filter(([name, child]) => {
    const known = childOf(name)
    return child !== null || known === undefined || field(known, 'nullable') === true
  })
  return Object.fromEntries(
    kept.map(([name, child]) => [name, child === undefined ? child : withoutNulls(child, childOf(name))]),
  )
}

function faultsAt(value: Json, schema: JsonObject, path: string): readonly SchemaFault[] {
  if (value === null && schema['nullable'] === true) return []
  const wrong = typeFaults(value, schema, path)
  if (wrong.length > 0) return wrong
  return [
    ...combinationFaults(value, schema, path),
    ...(typeof value === 'string' ? textFaults(value, schema, path) : []),
    ...(typeof value === 'number' || typeof value === 'bigint' ? numberFaults(Number(value), schema, path) : []),
    ...enumFaults(value, schema, path),
    ...(isJsonList(value) ? listFaults(value, schema, path) : []),
    ...(isJsonObject(value) ? objectFaults(value, schema, path) : []),
  ]
}

function typeFaults(value: Json, schema: JsonObject, path: string): readonly SchemaFault[] {
  const isEither = schema['x-kubernetes-int-or-string'] === true
  const types = isEither ? ['integer', 'string'] : [stringField(schema, 'type')]
  const found = typeName(value)
  const fits = types.some((type) => type === undefined || type === found || (type === 'number' && found === 'integer'))
  if (fits) return []
  const fault = invalid(path, JSON.stringify(found), `must be of type ${types.join(',')}: "${found}"`)
  if (found !== 'number' || !types.includes('integer')) return [fault]
  const more = `Checked value must be of type ${types.join(',')} (default format) in ${path}`
  return [fault, { path: '<nil>', message: `Invalid value: "": ${more}` }]
}

function typeName(value: Json): string {
  if (value === null) return 'null'
  if (isJsonList(value)) return 'array'
  if (typeof value === 'bigint') return 'integer'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value
}

/** The server tells the first of them only. */
function textFaults(value: string, schema: JsonObject, path: string): readonly SchemaFault[] {
  // Go counts code points, not what they look like.
  const length = Array.from(value).length
  const most = numberField(schema, 'maxLength')
  const least = numberField(schema, 'minLength')
  const pattern = stringField(schema, 'pattern')
  const shown = JSON.stringify(value)
  if (most !== undefined && length > most)
    return [{ path: place(path), message: `Too long: may not be more than ${most} bytes` }]
  if (least !== undefined && length < least) return [invalid(path, shown, `should be at least ${least} chars long`)]
  if (pattern !== undefined && !matches(pattern, value)) return [invalid(path, shown, `should match '${pattern}'`)]
  if (schema['format'] === 'date-time' && !DATE_TIME.test(value))
    return [invalid(path, shown, `must be of type date-time: ${shown}`)]
  return []
}

const DATE_TIME = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:?\d{2})?$/

/** A pattern of Go's that JavaScript cannot read is taken to match. */
function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(value)
  } catch {
    return true
  }
}

function numberFaults(value: number, schema: JsonObject, path: string): readonly SchemaFault[] {
  const least = numberField(schema, 'minimum')
  const most = numberField(schema, 'maximum')
  const step = numberField(schema, 'multipleOf')
  const isAbove = schema['exclusiveMinimum'] === true
  const isBelow = schema['exclusiveMaximum'] === true
  const shown = String(value)
  const faults: SchemaFault[] = []
  if (most !== undefined && (isBelow ? value >= most : value > most))
    faults.push(invalid(path, shown, `should be less than ${isBelow ? '' : 'or equal to '}${most}`))
  if (least !== undefined && (isAbove ? value <= least : value < least))
    faults.push(invalid(path, shown, `should be greater than ${isAbove ? '' : 'or equal to '}${least}`))
  if (step !== undefined && !isMultiple(value, step))
    faults.push(invalid(path, shown, `should be a multiple of ${step}`))
  return faults
}

/** With the server's tolerance (kube-openapi:pkg/validation/validate/values.go, swag:conv/convert.go). */
function isMultiple(value: number, step: number): boolean {
  const times = step < 1 ? (1 / step) * value : value / step
  const whole = Math.round(times)
  return times === whole || Math.abs(times - whole) < 1e-9 * Math.abs(whole)
}

function enumFaults(value: Json, schema: JsonObject, path: string): readonly SchemaFault[] {
  const allowed = listField(schema, 'enum')
  if (allowed.length === 0 || allowed.some((item) => jsonEqual(item, value))) return []
  const shown = allowed.map((item) => JSON.stringify(typeof item === 'string' ? item : text(item)))
  return [{ path: place(path), message: `Unsupported value: ${text(value)}: supported values: ${shown.join(', ')}` }]
}

function listFaults(list: readonly Json[], schema: JsonObject, path: string): readonly SchemaFault[] {
  const items = field(schema, 'items')
  const least = numberField(schema, 'minItems')
  const most = numberField(schema, 'maxItems')
  return [
    ...(isJsonObject(items) ? list.flatMap((item, index) => faultsAt(item, items, `${path}[${index}]`)) : []),
    ...(least !== undefined && list.length < least
      ? [invalid(path, text(list.length), `should have at least ${least} items`)]
      : []),
    ...(most !== undefined && list.length > most ? [tooMany(path, list.length, most)] : []),
  ]
}

function objectFaults(object: JsonObject, schema: JsonObject, path: string): readonly SchemaFault[] {
  const names = Object.keys(object).filter((name) => object[name] !== undefined)
  const properties = field(schema, 'properties')
  const known: JsonObject = isJsonObject(properties) ? properties : {}
  const additional = field(schema, 'additionalProperties')
  const least = numberField(schema, 'minProperties')
  const most = numberField(schema, 'maxProperties')
  const required = listField(schema, 'required').filter((name) => typeof name === 'string')
  return [
    ...(most !== undefined && names.length > most ? [tooMany(path, names.length, most)] : []),
    ...(least !== undefined && names.length < least
      ? [invalid(path, text(names.length), `should have at least ${least} properties`)]
      : []),
    ...required
      .filter((name) => !names.includes(name))
      .map((name) => ({ path: join(path, name), message: 'Required value' })),
    ...names.flatMap((name) => {
      // The server checks them itself.
      if (path === '' && ['apiVersion', 'kind', 'metadata'].includes(name)) return []
      const child = Object.hasOwn(known, name) ? known[name] : additional
      return isJsonObject(child) ? faultsAt(object[name] ?? null, child, join(path, name)) : []
    }),
  ]
}

/** The server names the whole object for what a combination of schemas refuses, and tells of the part that fits best. */
function combinationFaults(value: Json, schema: JsonObject, path: string): readonly SchemaFault[] {
  const tried = (name: string): readonly (readonly SchemaFault[])[] =>
    listField(schema, name).flatMap((one) => (isJsonObject(one) ? [faultsAt(value, one, path)] : []))
  const told = (message: string): SchemaFault => ({ path: '<nil>', message: `Invalid value: "": "${path}" ${message}` })
  const [any, one, all] = [tried('anyOf'), tried('oneOf'), tried('allOf')]
  const fitting = one.filter(isSound).length
  const not = field(schema, 'not')
  return [
    ...(any.length > 0 && !any.some(isSound)
      ? [told('must validate at least one schema (anyOf)'), ...fewest(any)]
      : []),
    ...(one.length > 0 && fitting === 0
      ? [told('must validate one and only one schema (oneOf). Found none valid'), ...fewest(one)]
      : []),
    ...(fitting > 1
      ? [told(`must validate one and only one schema (oneOf). Found ${fitting} valid alternatives`)]
      : []),
    ...all.flat(),
    ...(all.every(isSound)
      ? []
      : [told(`must validate all the schemas (allOf)${all.some(isSound) ? '' : '. None validated'}`)]),
    ...(isJsonObject(not) && faultsAt(value, not, path).length === 0
      ? [told('must not validate the schema (not)')]
      : []),
  ]
}

function isSound(faults: readonly SchemaFault[]): boolean {
  return faults.length === 0
}

function fewest(alternatives: readonly (readonly SchemaFault[])[]): readonly SchemaFault[] {
  return alternatives.toSorted((a, b) => a.length - b.length)[0] ?? []
}

function invalid(path: string, shown: string, why: string): SchemaFault {
  return { path: place(path), message: `Invalid value: ${shown}: ${path} in body ${why}` }
}

function tooMany(path: string, count: number, most: number): SchemaFault {
  return { path: place(path), message: `Too many: ${count}: must have at most ${most} item${most === 1 ? '' : 's'}` }
}

function place(path: string): string {
  return path === '' ? '<nil>' : path
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}

function text(value: Json): string {
  return JSON.stringify(value, (_, child) => (typeof child === 'bigint' ? Number(child) : child))
}
