// The table of hints: what is seen, and what to do. The one home of all of them. Pure.
import { findHint } from './hint.ts'
import type { Hint, HintTopic, HintValues } from './hint.ts'
import { HINTS_OF_OBJECTS } from './hints-of-objects.ts'
import { HINTS_OF_PODS } from './hints-of-pods.ts'
import { HINTS_OF_REFUSALS } from './hints-of-refusals.ts'

/** All rows; docs/why.md shows them. */
export const HINTS: readonly Hint[] = [...HINTS_OF_REFUSALS, ...HINTS_OF_OBJECTS, ...HINTS_OF_PODS]

/** What to do about a cause or a refusal, by its text; undefined: nobody knows more than the text says. */
export function hintFor(topic: HintTopic, text: string, values: HintValues = {}): string | undefined {
  return findHint(HINTS, topic, text, values)
}
