// The texts of a JSON value, each with its kind by the value's shape. Knows no format.
import type { Shape, TextKind } from './json-shape.ts'
import type { Json } from './kube-object.ts'
import { isJsonList, isJsonObject } from './kube-object.ts'

/** Whether a test holds for some text of a value. What the shape does not know is anybody's text. */
export function someText(
  value: unknown,
  shape: Shape | undefined,
  test: (kind: TextKind, text: string) => boolean,
): boolean {
  if (typeof value === 'string') return test(kindOf(shape), value)
  if (typeof value !== 'object' || value === null) return false
  // Events of thousands of tasks come by here.
  for (const [name, child] of Object.entries(value)) if (someText(child, below(shape, name), test)) return true
  return false
}

/** A copy of a value with each text changed. What the shape does not know is anybody's text. */
export function mapTexts(
  value: Json,
  shape: Shape | undefined,
  change: (kind: TextKind, text: string) => string,
): Json {
  if (typeof value === 'string') return change(kindOf(shape), value)
  if (isJsonList(value)) return value.map((item) => mapTexts(item, below(shape, ''), change))
  if (!isJsonObject(value)) return value
  const entries = Object.entries(value).map(([name, child = null]) => [
    name,
    mapTexts(child, below(shape, name), change),
  ])
  return Object.fromEntries(entries)
}

function kindOf(shape: Shape | undefined): TextKind {
  const plain = given(shape)
  if (typeof plain === 'object' && 'oneOf' in plain) return 'identity'
  return plain === 'identity' || plain === 'excerpt' ? plain : 'text'
}

/** The shape of a part: an item of a list, a field. */
function below(shape: Shape | undefined, name: string): Shape | undefined {
  const outer = given(shape)
  if (typeof outer !== 'object') return undefined
  if ('listOf' in outer) return outer.listOf
  if ('mapOf' in outer) return outer.mapOf
  return 'fields' in outer ? outer.fields[name] : undefined
}

/** The shape of a value that is there. */
function given(shape: Shape | undefined): Shape | undefined {
  if (typeof shape !== 'object') return shape
  if ('is' in shape) return given(shape.is)
  if ('optional' in shape) return given(shape.optional)
  return 'nullable' in shape ? given(shape.nullable) : shape
}
