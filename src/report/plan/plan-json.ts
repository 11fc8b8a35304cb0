// A saved plan as JSON text, one task a line so that two plans can be compared, with secrets masked where text is free, and a digest of it all.
import type { Json } from '../../object/kube-object.ts'
import { isJsonList, isJsonObject } from '../../object/kube-object.ts'
import { parseJson, toJson } from '../../object/json.ts'
import { planDigest } from '../../preview/plan-digest.ts'
import type { SavedField, SavedPlan, SavedTask } from '../../preview/plan-shape.ts'
import { sanitizeJson } from '../../guard/escape.ts'

/** The text, ending in a line end. */
export function planJson(plan: SavedPlan, redact: (text: string) => string): string {
  const content = { ...plan, tasks: plan.tasks.map((task) => masked(task, redact)) }
  // As whoever reads the text will see it.
  const seen = parseJson(planLines(content))
  return sanitizeJson(planLines(isJsonObject(seen) ? { ...content, digest: planDigest(seen) } : content))
}

function planLines(content: object): string {
  const lines = Object.entries(content).map(([name, value]) => `  ${JSON.stringify(name)}: ${valueText(value)}`)
  return `{\n${lines.join(',\n')}\n}\n`
}

function valueText(value: object | string | number | null): string {
  if (!Array.isArray(value) || value.length === 0) return JSON.stringify(value)
  return `[\n${value.map((item) => `    ${toJson(item)}`).join(',\n')}\n  ]`
}

function masked(task: SavedTask, redact: (text: string) => string): SavedTask {
  return {
    ...task,
    reason: task.reason === null ? null : redact(task.reason),
    fields: task.fields.map((field) => maskedField(field, redact)),
  }
}

function maskedField(field: SavedField, redact: (text: string) => string): SavedField {
  const { from, to, ...rest } = field
  return {
    ...rest,
    ...(from === undefined ? {} : { from: maskedValue(from, redact) }),
    ...(to === undefined ? {} : { to: maskedValue(to, redact) }),
  }
}

function maskedValue(value: Json, redact: (text: string) => string): Json {
  if (typeof value === 'string') return redact(value)
  if (isJsonList(value)) return value.map((item) => maskedValue(item, redact))
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [name, child === undefined ? child : maskedValue(child, redact)]),
  )
}
