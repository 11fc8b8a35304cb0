// Gives what the gate refused the place of the very field, and the near name of one that nobody knows. The YAML library is loaded only then.
import { builtInShape } from '../simulator/schemas/built-in-schemas.ts'
import type { SchemaShape } from '../simulator/schemas/built-in-schemas.ts'
import { parseFieldPath } from '../object/field-path.ts'
import type { PathPart } from '../object/field-path.ts'
import type { Location, Source } from '../manifest/manifest.ts'
import { suggest } from '../manifest/suggest.ts'
import type { TimedEvent } from '../sync/events.ts'

type Failure = Extract<TimedEvent, { type: 'gate-failed' }>['failures'][number]

/** Runs something that tells events; a refusal, and the little that comes after it, is held back until its places are known. */
export async function placingFields<T>(
  sources: readonly Source[],
  emit: (event: TimedEvent) => void,
  run: (emit: (event: TimedEvent) => void) => Promise<T>,
): Promise<T> {
  const held: TimedEvent[] = []
  try {
    return await run((event) => {
      if (held.length > 0 || event.type === 'gate-failed') held.push(event)
      else emit(event)
    })
  } finally {
    const { findField } =
      held.length === 0 ? { findField: () => undefined } : await import('../manifest/field-place.ts')
    const find = (manifest: Location, parts: readonly PathPart[]): Location | undefined => {
      const source = sources.find(({ name }) => name === manifest.source)
      return source === undefined ? undefined : findField(source.text, manifest, parts)
    }
    for (const event of held) {
      emit(
        event.type === 'gate-failed' ? { ...event, failures: event.failures.map((one) => placed(one, find)) } : event,
      )
    }
  }
}

function placed(
  failure: Failure,
  find: (manifest: Location, parts: readonly PathPart[]) => Location | undefined,
): Failure {
  const parts = failure.field === undefined ? undefined : parseFieldPath(failure.field.path)
  if (parts === undefined) return failure
  const location = failure.location === undefined ? undefined : find(failure.location, parts)
  const near = failure.field?.unknown === true ? nearField(builtInShape(failure.task.key.kind), parts) : undefined
  const hint = failure.hint ?? (near === undefined ? undefined : `did you mean ${near}?`)
  return {
    ...failure,
    ...(location === undefined ? {} : { location }),
    ...(hint === undefined ? {} : { hint }),
  }
}

/** The near name among the fields beside it. */
function nearField(root: SchemaShape | undefined, parts: readonly PathPart[]): string | undefined {
  let shape = root
  const names = parts.filter((part) => typeof part === 'string')
  for (const name of names.slice(0, -1)) {
    if (typeof shape !== 'object' || !Object.hasOwn(shape, name)) return undefined
    shape = shape[name]
  }
  const last = names.at(-1)
  return typeof shape !== 'object' || last === undefined ? undefined : suggest(last, Object.keys(shape))
}
