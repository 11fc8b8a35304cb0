// The wrapper's decisions, as tables.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { HelmMajor } from '../../../src/helm/command-line/helm-flags.ts'
import { parseHelmArgs } from '../../../src/helm/command-line/parse-helm-args.ts'
import {
  addWords,
  asksForHelp,
  hooksOf,
  takeOwnWords,
  readWrapped,
  valueFiles,
  wrappableMajor,
  wrapperPlugin,
} from '../../../src/helm/wrapper/wrap-helm.ts'
import type { Additions } from '../../../src/helm/wrapper/wrap-helm.ts'

const test = suite('wrap-helm')

const split = (line: string): readonly string[] => line.split(' ')

const messageOf = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  return 'nothing was thrown'
}

test("Helm's major is read from its short version", () => {
  assert.is(wrappableMajor('helm', 'v3.13.0+g825e86f'), 3)
  assert.is(wrappableMajor('helm', 'v3.22.0'), 3)
  // As `go install` leaves it.
  assert.is(wrappableMajor('helm', 'v3.22'), 3)
  assert.is(wrappableMajor('helm', 'v4.3.1+gabcdef'), 4)
})

const UNFIT: readonly (readonly [string, string])[] = [
  ['Client: v2.17.0+ga690bad', 'says it is Client: v2.17.0+ga690bad'],
  ['v2.17.0', 'says it is v2.17.0'],
  ['v3.12.3+g3a31588', 'says it is v3.12.3+g3a31588'],
  ['v5.0.0', 'says it is v5.0.0'],
  ['hello\nworld', 'says it is hello world'],
  ['', 'says no version'],
]

for (const [version, said] of UNFIT) {
  test(`a Helm that ${said} is refused`, () => {
    const message = messageOf(() => wrappableMajor('/bin/helm', version))
    assert.is(message, `/bin/helm ${said}; Helm 3.13 or newer, or Helm 4, is needed`)
  })
}

const ADDED: readonly (readonly [string, HelmMajor, Omit<Additions, 'postRenderer'>, string])[] = [
  ['upgrade -i demo ./chart', 4, {}, 'upgrade -i demo ./chart --post-renderer=X'],
  ['-n shop upgrade demo ./chart', 4, {}, '-n shop upgrade demo ./chart --post-renderer=X'],
  ['upgrade -i demo -- ./chart', 4, {}, 'upgrade -i demo --post-renderer=X -- ./chart'],
  ['install demo ./chart', 3, { noHooks: true }, 'install demo ./chart --post-renderer=X --no-hooks'],
  [
    'install demo ./chart --no-hooks=false',
    3,
    { noHooks: true },
    'install demo ./chart --no-hooks=false --post-renderer=X --no-hooks',
  ],
  [
    'upgrade demo ./chart -o yaml --dry-run=none',
    3,
    { dryRun: true },
    'upgrade demo ./chart -o yaml --dry-run=none --post-renderer=X --dry-run=server --output=json',
  ],
]

for (const [line, major, additions, expected] of ADDED) {
  test(`helm ${line} with ${Object.keys(additions).join() || 'a renderer'}: our words come last`, () => {
    const words = addWords(split(line), { ...additions, postRenderer: 'X' }, { major, env: {} })
    assert.equal(words, split(expected))
    const [meant, read] = [split(line), words].map((each) => parseHelmArgs(['helm', ...each], major, {}))
    assert.equal(read, { ...meant, ...additions, postRenderer: 'X' })
  })
}

test('a value that looks like the end of all flags is refused, for our words would become a value', () => {
  const words = split('upgrade demo ./chart --set --')
  assert.is(
    messageOf(() => addWords(words, { postRenderer: 'X' }, { major: 4, env: {} })),
    'a value is written as --',
  )
})

const REFUSED: readonly (readonly [string, string])[] = [
  ['install a b --post-renderer x', '--post-renderer x was given, and Helm takes one only'],
  ['template a b', 'helm template writes nothing'],
  ['rollback a', 'it is not certain what Helm would do: helm rollback renders no release'],
  ['install a b --nope', 'it is not certain what Helm would do: helm install has no flag --nope'],
  ['install b --generate-name', 'it is not certain what Helm would do: helm install was given no name for the release'],
  ['-n shop', 'it is not certain what Helm would do: Helm was called without a subcommand'],
]

for (const [line, message] of REFUSED) {
  test(`helm ${line} is refused`, () => {
    for (const major of [3, 4] as const)
      assert.is(
        messageOf(() => readWrapped(split(line), major, {})),
        message,
      )
  })
}

test('a question for help behind the subcommand is one', () => {
  const asks = ['upgrade --help', 'install -h', '-n x upgrade -h', 'upgrade a b --help=true']
  for (const line of asks) assert.ok(asksForHelp(split(line), 4), line)
  for (const line of ['upgrade a b', 'upgrade a b --help=false', 'upgrade a b --set --help', 'upgrade a -- --help']) {
    assert.not.ok(asksForHelp(split(line), 4), line)
  }
})

const VALUE_FILES: readonly (readonly [string, readonly string[]])[] = [
  ['upgrade a b', []],
  ['upgrade a b -f -', ['-']],
  ['upgrade a b --values=-', ['-']],
  ['upgrade a b -f x.yaml,- --values y.yaml', ['x.yaml', '-', 'y.yaml']],
  ['upgrade a b --set-file k=-,l=m.txt', ['-', 'm.txt']],
  ['upgrade a b --set k=- -f a-b.yaml', ['a-b.yaml']],
  ['upgrade a b --nope', []],
]

for (const [line, files] of VALUE_FILES) {
  test(`helm ${line} reads values from ${files.join(' and ') || 'no file'}`, () => {
    assert.equal(valueFiles(split(line), 3), files)
  })
}

test('--no-wait is ours, wherever it stands, but not as the value of a flag of Helm’s', () => {
  const rows = [
    ['upgrade a b --no-wait', 'upgrade a b'],
    ['--no-wait upgrade a b', 'upgrade a b'],
    ['upgrade --no-wait -i a b --no-wait', 'upgrade -i a b'],
    ['upgrade a b --wait --no-wait', 'upgrade a b --wait'],
    ['upgrade a b --set x=1 --no-wait', 'upgrade a b --set x=1'],
    ['upgrade a b --description --no-wait', undefined],
    ['upgrade a b -f --no-wait', undefined],
    ['upgrade a b -if --no-wait', undefined],
    ['upgrade a b -- --no-wait', undefined],
    ['upgrade a b', undefined],
  ] as const
  for (const major of [3, 4] as const) {
    for (const [words, rest = words] of rows) {
      const own = rest === words ? [] : Array.from(words.matchAll(/--no-wait/g), String)
      assert.equal(takeOwnWords(words.split(' '), major, []), { words: rest.split(' '), own }, words)
    }
  }
})

test('flags of ours with a value are taken with it, as one word or two, but not as the value of a flag of Helm’s', () => {
  const rows = [
    ['upgrade a b --junit j.xml', 'upgrade a b', '--junit j.xml'],
    ['--logs=all upgrade --junit j.xml a b --no-wait', 'upgrade a b', '--logs=all --junit j.xml --no-wait'],
    ['upgrade a b --junit', 'upgrade a b', '--junit'],
    ['upgrade a b --junit -- --junit', 'upgrade a b -- --junit', '--junit'],
    ['upgrade a b --junit --no-wait', 'upgrade a b', '--junit --no-wait'],
    ['upgrade a b --description --junit', 'upgrade a b --description --junit', ''],
    ['upgrade a b --junitx j.xml', 'upgrade a b --junitx j.xml', ''],
  ] as const
  for (const major of [3, 4] as const) {
    for (const [words, rest, own] of rows) {
      const expected = { words: rest.split(' '), own: own === '' ? [] : own.split(' ') }
      assert.equal(takeOwnWords(words.split(' '), major, ['junit', 'logs']), expected, words)
    }
  }
})

test('the hooks of a dry run become documents again, each with the template that it comes from', () => {
  const release = {
    name: 'demo',
    info: { status: 'pending-upgrade' },
    hooks: [
      { name: 'a', path: 'shop/templates/a.yaml', manifest: 'kind: Job\nmetadata: {name: a}' },
      { name: 'b', path: 'shop/templates/b.yaml', manifest: 'kind: Pod\n' },
    ],
  }
  const documents =
    '---\n# Source: shop/templates/a.yaml\nkind: Job\nmetadata: {name: a}\n' +
    '---\n# Source: shop/templates/b.yaml\nkind: Pod\n\n'
  const json = JSON.stringify(release)
  const printed = [
    json,
    `${json}\n`,
    `Saving 1 charts\nDeleting outdated charts\n${json}\n`,
    `{"level":"info","name":"fetched"}\n{not json\n${json}\nbye {\n`,
  ]
  for (const text of printed) assert.is(hooksOf(text), documents, text)
  assert.is(hooksOf('{"name": "demo", "info": {}}'), '')
  for (const text of ['', 'Saving 1 charts\n', '{"name": "demo"}', '{']) assert.is(hooksOf(text), undefined, text)
})

test('a path that Helm would expand is refused', () => {
  assert.is(
    messageOf(() => wrapperPlugin('/node', '/a/$b/cli.js')),
    'Helm cannot start /a/$b/cli.js: its path holds a $',
  )
})

test.run()
