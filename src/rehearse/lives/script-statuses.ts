// What an operator may write of an object whose rule is a script: values with which the script compares what it looks at. Pure.
import { HEALTH_STATUS_CODES } from '../../health/health.ts'
import type { LookedAt, OwnRule } from '../../health/own-rules.ts'
import { field } from '../../object/kube-object.ts'
import type { Json, JsonObject, KubeObject } from '../../object/kube-object.ts'
import { withSteps } from './with-steps.ts'

/** More than that are not tried of one object: a run of a rule takes about a millisecond. */
const MOST_TRIES = 200

/** A part of a status: one of these is written there, or nothing. */
interface Place {
  readonly steps: readonly string[]
  readonly choices: readonly Json[]
}

/** Statuses in which each such part has one of its values; all of them where they are few. */
export function scriptStatuses(
  { looksAt = [], words = [] }: Pick<OwnRule, 'looksAt' | 'words'>,
  object: KubeObject,
): readonly JsonObject[] {
  const places = placesOf(looksAt, words, object)
  const all = places.reduce((product, { choices }) => product * (choices.length + 1), 1)
  const tries = Math.min(all, MOST_TRIES)
  const pick = all <= MOST_TRIES ? eachOnce(places) : drawn
  return Array.from({ length: tries }, (_, number) => statusOf(places, (at, size) => pick(number, at) % size))
}

/** Number `number` of all combinations. */
function eachOnce(places: readonly Place[]): (number: number, at: number) => number {
  const strides = places.map((_, at) =>
    places.slice(0, at).reduce((product, { choices }) => product * (choices.length + 1), 1),
  )
  return (number, at) => Math.floor(number / (strides[at] ?? 1))
}

/** The first values of all, then what a number makes of itself, the same each time. */
function drawn(number: number, at: number): number {
  return number === 0 ? 0 : Math.imul(number * 31 + at + 1, 0x9e3779b1) >>> 8
}

function statusOf(places: readonly Place[], pick: (at: number, size: number) => number): JsonObject {
  let status: JsonObject = {}
  const lists = new Map<string, Json[]>()
  for (const [at, { steps, choices }] of places.entries()) {
    const chosen = choices[pick(at, choices.length + 1)]
    if (chosen === undefined) continue
    const list = steps.at(-1) === '[]' ? steps.slice(0, -1).join('.') : undefined
    if (list === undefined) status = withSteps(status, steps, chosen)
    else lists.set(list, [...(lists.get(list) ?? []), chosen])
  }
  for (const [path, items] of lists) status = withSteps(status, path.split('.'), items)
  return status
}

function placesOf(looksAt: readonly LookedAt[], words: readonly string[], object: KubeObject): readonly Place[] {
  const ofStatus = looksAt.filter(({ path }) => path.startsWith('status.'))
  const isOuter = ({ path }: LookedAt): boolean =>
    ofStatus.some((other) => other.path.startsWith(`${path}.`) || other.path.startsWith(`${path}[]`))
  const leaves = ofStatus.filter(
    (fact) => !isOuter(fact) && !fact.path.includes('[]') && !fact.path.endsWith('observedGeneration'),
  )
  const lists = new Set(ofStatus.flatMap(({ path }) => /^(.*?)\[\]/.exec(path)?.[1] ?? []))
  const single = leaves.map((fact) => ({ steps: stepsOf(fact.path), choices: valuesOf(fact, object, typesIn(words)) }))
  return [...[...lists].flatMap((path) => itemPlaces(path, ofStatus, words)), ...single]
}

function stepsOf(path: string): readonly string[] {
  return path.split('.').slice(1)
}

function valuesOf(
  { path, values, with: others }: LookedAt,
  object: KubeObject,
  words: readonly string[],
): readonly Json[] {
  const same = others.map((other) => field(object, ...other.split('.')) ?? 1)
  const given = values.flatMap((value): readonly Json[] =>
    value === '' ? [] : typeof value === 'number' ? [value, value + 1] : [value],
  )
  const known = [...given, ...same]
  if (known.length > 0) return known
  if (values.length > 0) return ['simulated']
  if (/[mM]essage$|[rR]eason$/.test(path)) return ['simulated']
  // A health that is handed on, like that of an application.
  if (path.endsWith('.status')) return ['Healthy', 'Degraded', ...words, 'simulated']
  return [...words, 'simulated', 1, true]
}

/** Of conditions each type, with each status and reason; of another list an item with the first values. */
function itemPlaces(path: string, facts: readonly LookedAt[], words: readonly string[]): readonly Place[] {
  const of = (name: string): readonly (string | number | boolean)[] =>
    facts.find((fact) => fact.path === `${path}[].${name}`)?.values ?? []
  const steps = [...stepsOf(path), '[]']
  const names = facts.flatMap((fact) => (fact.path.startsWith(`${path}[].`) ? [fact.path.slice(path.length + 3)] : []))
  if (!names.includes('type') && !path.endsWith('conditions')) {
    const item = Object.fromEntries(names.map((name) => [name, of(name)[0] ?? 'simulated']))
    return [{ steps, choices: [item] }]
  }
  const types = of('type').length > 0 ? of('type') : typesIn(words)
  const statuses = new Set(['True', 'False', ...of('status').filter((status) => status !== '')])
  const reasons = ['Simulated', ...of('reason')]
  return types.map((type) => ({
    steps,
    choices: [...statuses].flatMap((status) =>
      reasons.map((reason) => ({ type, status, reason, message: 'simulated' })),
    ),
  }))
}

/** Those that may be a type of a condition, or a phase. */
function typesIn(words: readonly string[]): readonly string[] {
  return words.filter((word) => /^[A-Z][A-Za-z]+$/.test(word) && !STATUSES.has(word))
}

const STATUSES: ReadonlySet<string> = new Set<string>([...HEALTH_STATUS_CODES, 'True', 'False'])
