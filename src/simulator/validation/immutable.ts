// Fields that stay as they are once an object is there, and what differs where the server shows it.
import { field, jsonEqual } from '../../object/kube-object.ts'
import type { Json, JsonObject } from '../../object/kube-object.ts'
import { invalid } from './causes.ts'
import type { Causes } from './causes.ts'

/** Which fields have changed that may not, by paths like `spec.selector`. `hidden`: the server does not show their values. */
export function immutable(
  before: JsonObject,
  after: JsonObject,
  paths: readonly string[],
  shown: 'shown' | 'hidden' = 'shown',
): Causes {
  return paths.flatMap((path) => {
    const [old, next] = [before, after].map((object) => field(object, ...path.split('.')))
    return jsonEqual(old, next) ? [] : [invalid(path, shown === 'hidden' ? null : next, 'field is immutable')]
  })
}

/** Lines around a difference that are shown as well. */
const AROUND = 3

/** What differs between two values, as lines that begin with `-` and `+`. Names are those of the manifest. */
export function textDiff(before: Json, after: Json): string {
  const [old, next] = [linesOf(before), linesOf(after)]
  const same = commonStart(old, next)
  const end = commonStart(old.slice(same).toReversed(), next.slice(same).toReversed())
  const [oldEnd, nextEnd] = [old.length - end, next.length - end]
  const first = Math.max(0, same - AROUND)
  const lines = [
    ...old.slice(first, same).map((line) => ` ${line}`),
    ...old.slice(same, oldEnd).map((line) => `-${line}`),
    ...next.slice(same, nextEnd).map((line) => `+${line}`),
    ...old.slice(oldEnd, oldEnd + AROUND).map((line) => ` ${line}`),
  ]
  const count = (last: number, all: readonly string[]): number => Math.min(all.length, last + AROUND) - first
  return `@@ -${first + 1},${count(oldEnd, old)} +${first + 1},${count(nextEnd, next)} @@\n${lines.join('\n')}\n`
}

function linesOf(value: Json): readonly string[] {
  return JSON.stringify(value, sorted, 1).split('\n')
}

function sorted(_: string, value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

function commonStart(a: readonly string[], b: readonly string[]): number {
  const at = a.findIndex((line, index) => line !== b[index])
  return at < 0 ? a.length : at
}
