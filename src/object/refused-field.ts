// Which field a refusal of the server speaks of, in its own words. Asks nobody.

/** A field, and whether the server does not know it. */
export interface RefusedField {
  readonly path: string
  readonly unknown: boolean
}

const STEPS = String.raw`(?:\.[\w-]+|\[(?:[^"\]]|"(?:[^"\\]|\\.)*")*\])`
const PATH = String.raw`\.?[\w-]+${STEPS}*`

const UNKNOWN = [
  new RegExp(`unknown field "(${PATH})"`),
  new RegExp(String.raw`(?:^|[\s(])(${STEPS}+): field not declared in schema`),
]

const WRONG = [
  new RegExp(String.raw`is invalid: \[?(${PATH}): `),
  new RegExp(String.raw`(?:^|[\s(])(${STEPS}+): expected `),
  new RegExp(String.raw`Go struct field [A-Za-z]+\.(${PATH}) of type`),
]

/** The first field that it names; undefined: none. */
export function refusedField(message: string): RefusedField | undefined {
  const named = (patterns: readonly RegExp[]): string | undefined =>
    patterns.map((pattern) => pattern.exec(message)?.[1]).find((path) => path !== undefined)
  const unknown = named(UNKNOWN)
  if (unknown !== undefined) return { path: unknown, unknown: true }
  const wrong = named(WRONG)
  return wrong === undefined ? undefined : { path: wrong, unknown: false }
}
