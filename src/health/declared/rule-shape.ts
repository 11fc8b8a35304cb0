// The words of a short health rule, as data: the check of a file, its schema and the docs are made from them. Judges nothing.
import { about } from '../../object/json-shape.ts'
import type { Shape } from '../../object/json-shape.ts'

const WORDS = { anyOf: ['name', { listOf: 'name' }] } as const
const STATUSES = { anyOf: ['name', 'flag', { listOf: { either: ['name', 'flag'] } }] } as const
const VALUE = { either: ['text', 'number', 'flag'] } as const
const VALUES = { anyOf: ['text', 'number', 'flag', { listOf: VALUE }] } as const
const AMOUNT = {
  anyOf: ['number', 'name', { listOf: 'name' }, { fields: { of: WORDS, or: 'number' } }],
} as const

const TEST: Shape = {
  named: 'test',
  of: (): Shape => ({ anyOf: [...Object.values(TEST_SHAPES), { listOf: TEST }] }),
}

/** Whether a word holds tests, which are read one by one. */
export function holdsTests(shape: Shape): boolean {
  if (shape === TEST) return true
  if (typeof shape !== 'object') return false
  if ('is' in shape) return holdsTests(shape.is)
  if ('optional' in shape) return holdsTests(shape.optional)
  return 'listOf' in shape && holdsTests(shape.listOf)
}

/** What a rule can ask, each by the word that it begins with. */
export const TEST_SHAPES = {
  condition: {
    fields: {
      condition: about(
        'The type of a condition of the status, or several, of which one is enough (for each of them write all); * is any.',
        WORDS,
      ),
      is: about('Its status: True, False or Unknown, or several; True where nothing is said.', { optional: STATUSES }),
      isNot: about('It is there, and its status is another one.', { optional: STATUSES }),
      reason: about('Its reason, or several.', { optional: WORDS }),
      reasonNot: about('Its reason is another one.', { optional: WORDS }),
      message: about('Its whole message, or several.', { optional: WORDS }),
      mentions: about('Words of which its message has one, in any case.', { optional: WORDS }),
      generation: about('Whether its observedGeneration is that of the object.', {
        optional: { oneOf: ['current', 'other'] },
      }),
    },
  },
  field: {
    fields: {
      field: about(
        'A path like status.phase or, in quotes, metadata.labels[example.com/a]; alone: the field is there.',
        'name',
      ),
      is: about('What it holds, or several of it.', { optional: VALUES }),
      isNot: about('What it does not hold; so is a field that is not there.', { optional: VALUES }),
      startsWith: about('How its text begins.', { optional: 'name' }),
      endsWith: about('How its text ends.', { optional: 'name' }),
      text: about('A path to what is told as the reason.', { optional: 'name' }),
    },
  },
  compare: {
    fields: {
      compare: about(
        "A number: itself, a path to it, '#' and the path of a list for its length, a list of paths for their sum, or { of, or } for these and what counts where one is absent.",
        AMOUNT,
      ),
      by: about(
        'How. Of what is absent, or of another sort than the other, none of these is so, not even behind not; { of, or } says what it counts as.',
        { oneOf: ['=', '!=', '<', '<=', '>', '>='] },
      ),
      with: about('The other number, written in the same way.', AMOUNT),
    },
  },
  parts: {
    fields: {
      parts: about('A path to a list or a map; paths and conditions below are those of its parts.', 'name'),
      some: about('What is so of one of them.', { optional: TEST }),
      every: about('What is so of all of them, of which there is one at least.', { optional: TEST }),
    },
  },
  generation: {
    fields: {
      generation: about('The status is about another generation than that of the object.', { oneOf: ['other'] }),
      at: about('Where it says so; left out: status.observedGeneration.', { optional: 'name' }),
      demanded: about('One that says nothing is about another one, too.', { optional: 'flag' }),
    },
  },
  all: { fields: { all: about('All of these are so.', { listOf: TEST }) } },
  not: { fields: { not: about('This is not so.', TEST) } },
} as const satisfies Readonly<Record<string, Shape>>

const MEANING: Shape = { anyOf: [{ oneOf: ['otherwise'] }, TEST] }

/** What a rule says of each health: what speaks against Healthy is asked first, in the order in which it stands, then Healthy, and otherwise at last. */
export const RULE_SHAPE = {
  fields: {
    Healthy: about('When it counts as done: a test, a list of tests of which one is enough, or otherwise.', MEANING),
    Degraded: about('When it has failed.', { optional: MEANING }),
    Suspended: about('When it waits for a person.', { optional: MEANING }),
    Progressing: about('When it is on its way, as also where nothing else is said.', { optional: MEANING }),
  },
} as const

/** A rule in Lua. */
export const LUA_SHAPE = {
  fields: {
    lua: about("A script as in Argo CD's resource.customizations.health: it returns a status and a message.", 'name'),
    useOpenLibs: about('Whether it has string and math, too.', { optional: 'flag' }),
  },
} as const

/** Rules by kind. */
export const HEALTH_SHAPE = {
  mapOf: { named: 'healthRule', of: (): Shape => ({ anyOf: [RULE_SHAPE, LUA_SHAPE] }) },
} as const
