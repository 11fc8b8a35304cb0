// What hooksync.yaml can say, as data: each flag with a key, the allowed contexts, health rules, and profiles. The check of a file and its schema are made from it.
import { HEALTH_SHAPE } from '../../health/declared/rule-shape.ts'
import { IGNORE_RULE_SHAPE } from '../../hook/ignore-rule.ts'
import { about } from '../../object/json-shape.ts'
import type { Shape } from '../../object/json-shape.ts'
import type { Flag } from '../flags/flag.ts'
import { FLAGS } from '../flags/flags.ts'
import type { FlagName } from '../flags/flags.ts'

/** A flag that has a key. */
export type KeyedFlag = Flag & { readonly name: FlagName; readonly key: string }

/** Those flags, in the order of the help. */
export const KEYED_FLAGS: readonly KeyedFlag[] = FLAGS.flatMap((flag) =>
  flag.key === undefined ? [] : [{ ...flag, key: flag.key }],
)

/** What the values are that the help calls so; any other is a name. */
export const SHAPES: Readonly<Record<string, Shape>> = {
  DURATION: 'duration',
  NUMBER: 'whole',
  LIMIT: { either: ['text', 'whole'] },
  LIMITS: { either: ['text', 'flag'] },
  RULE: IGNORE_RULE_SHAPE,
}

/** What a flag's value is in a file. */
function shapeOf({ type, value = '', choices }: Flag): Shape {
  if (type === 'switch') return 'flag'
  const one: Shape = choices === undefined ? (SHAPES[value] ?? 'name') : { oneOf: wordsOf(choices) }
  return type === 'list' ? { listOf: one } : one
}

/** Words that YAML reads as true and false are those; `off` also where it stands in quotes. */
function wordsOf(choices: readonly string[]): readonly (string | boolean)[] {
  return choices.flatMap((word) => {
    const state = ['true', 'on'].includes(word) ? true : ['false', 'off'].includes(word) ? false : undefined
    if (state === undefined) return [word]
    return word === String(state) ? [state] : [word, state]
  })
}

const LAYER = {
  ...Object.fromEntries(KEYED_FLAGS.map((flag) => [flag.key, about(textOf(flag), { optional: shapeOf(flag) })])),
  contexts: about(
    'The contexts of the kubeconfig that may be used, one of which the current one or --context has to be; left out: all.',
    { optional: { listOf: 'name' } },
  ),
  health: about(
    'Your own health rules, each by GROUP/KIND, of the core group KIND; * is any text. They count before healthFrom.',
    {
      optional: HEALTH_SHAPE,
    },
  ),
} as const

function textOf({ name, description }: Flag): string {
  return `--${name}: ${description}`
}

/** One layer of settings: all that a profile can say. */
export const PROFILE_SHAPE = { fields: LAYER } as const

/** The whole file. */
export const SETTINGS_FILE = {
  fields: {
    ...LAYER,
    profiles: about('By name: the same keys, which --profile lays over those above.', {
      optional: { mapOf: PROFILE_SHAPE },
    }),
  },
} as const
