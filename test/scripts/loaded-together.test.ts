import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { makeBundles } from '../../scripts/build.ts'

const { outputs } = (await makeBundles()).metafile

interface Loaded {
  readonly chunks: number
  readonly sources: readonly string[]
}

/** What is read until all of these parts of the program are there. */
function loadedWith(parts: readonly string[]): Loaded {
  const loaded = new Set<string>()
  const load = (path: string): void => {
    if (loaded.has(path)) return
    loaded.add(path)
    for (const { path: next, kind } of outputs[path]?.imports ?? []) if (kind === 'import-statement') load(next)
  }
  for (const part of parts) load(chunkOf(part))
  const own = [...loaded].filter((path) => outputs[path] !== undefined)
  return { chunks: own.length, sources: own.flatMap((path) => Object.keys(outputs[path]?.inputs ?? {})) }
}

function chunkOf(part: string): string {
  const found = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint?.replace(/^part:/, '') === part)
  if (found === undefined) throw new Error(`${part} is loaded by no import() any more`)
  return found[0]
}

const START = ['src/cli.ts', 'src/run-process.ts']
const COMMAND = [...START, 'src/commands/flags/parse-flags.ts']
const RENDER = [
  ...COMMAND,
  'src/commands/helm/post-render-command.ts',
  'src/helm/stream/stream.ts',
  'src/helm/stream/transform.ts',
]

test('A sync is loaded in few chunks, without what only traces or health rules of its own need', () => {
  const { chunks, sources } = loadedWith([
    ...COMMAND,
    'src/commands/sync-command.ts',
    'src/cluster/kube/kube-cluster.ts',
  ])
  assert.ok(chunks <= 32, `${chunks} chunks`)
  const others = sources.filter((path) => /@opentelemetry\/|wasmoon|health\/declared\/|own-health\/read-/.test(path))
  assert.equal(others, [])
})

test('Help is loaded in few chunks, without a command', () => {
  const { chunks, sources } = loadedWith(START)
  assert.ok(chunks <= 8, `${chunks} chunks`)
  assert.not.ok(sources.includes('src/sync/run-sync.ts'))
})

test("Helm's renderer is loaded in few chunks, without what only a sync needs", () => {
  const { chunks, sources } = loadedWith(RENDER)
  assert.ok(chunks <= 33, `${chunks} chunks`)
  for (const path of ['src/sync/run-sync.ts', 'src/cluster/kube/kube-cluster.ts']) assert.not.ok(sources.includes(path))
})

test("Helm's wrapper is loaded without what only a sync needs", () => {
  const { sources } = loadedWith([...START, 'src/commands/helm/helm-command.ts'])
  for (const path of ['src/sync/run-sync.ts', 'src/cluster/kube/kube-cluster.ts']) assert.not.ok(sources.includes(path))
})

test('The library brings no command along', () => {
  const { sources } = loadedWith(['src/index.ts'])
  assert.not.ok(sources.includes('src/commands/sync-command.ts'))
})

test.run()
