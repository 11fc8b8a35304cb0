// The house's walls: who may import whom, how files are named and how long they are, what may stand where.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { describeSource, readSourceFiles, type Import, type SourceFile } from './support/source-files.ts'

const test = suite('structure')
const files = readSourceFiles()

/** Each imports only itself and what stands before it. */
const CHAIN =
  'version errors policy io object manifest guard hook plan health lua diagnose sync inventory preview rehearse report helm commands main run-process cli'.split(
    ' ',
  )

/** Beside the chain: what each of these may import, and who may import it. */
const BESIDE: Readonly<
  Record<string, { readonly imports: readonly string[]; readonly importedBy: readonly string[] }>
> = {
  'cluster/port': {
    imports: ['errors', 'object'],
    importedBy: [...from('diagnose'), 'cluster/client', 'cluster/kube', 'simulator', 'cluster/system-clock'],
  },
  'cluster/on-abort': {
    imports: [],
    importedBy: ['cluster/system-clock', 'cluster/client', 'cluster/kube', 'simulator', 'sync', 'commands'],
  },
  'cluster/system-clock': {
    imports: ['cluster/port', 'cluster/on-abort'],
    importedBy: ['cluster/kube', 'commands', 'index'],
  },
  'cluster/client': {
    imports: ['errors', 'object', 'guard', 'cluster/port', 'cluster/on-abort'],
    importedBy: ['cluster/kube', 'simulator'],
  },
  'cluster/kube': {
    imports: [
      'errors',
      'io',
      'object',
      'manifest',
      'guard',
      'cluster/port',
      'cluster/client',
      'cluster/on-abort',
      'cluster/system-clock',
    ],
    importedBy: ['commands', 'index'],
  },
  simulator: {
    imports: ['errors', 'object', 'cluster/port', 'cluster/client', 'cluster/on-abort'],
    importedBy: ['rehearse', 'commands', 'index'],
  },
  index: { imports: [...CHAIN.slice(0, -2), 'cluster/port', 'cluster/kube', 'simulator'], importedBy: [] },
}

/** Who may import which package. */
const PACKAGES: Readonly<Record<string, (path: string) => boolean>> = {
  yaml: (path) => path.startsWith('manifest/'),
  yargs: (path) => path.startsWith('commands/') || path === 'main.ts',
  execa: (path) => path.startsWith('helm/'),
  '@kubernetes/client-node': (path) => path.startsWith('cluster/kube/'),
  wasmoon: (path) => path.startsWith('lua/'),
  'lossless-json': (path) => path === 'object/json.ts',
  '@opentelemetry': (path) => path === 'report/traces/send-spans.ts',
}

const PURE_FOLDERS = /^(?:object|manifest|hook|plan|health)\//

/** Whether a file is of a pure folder, or says in its first comment that it is pure. */
function isPure({ path, text }: SourceFile): boolean {
  return PURE_FOLDERS.test(path) || /^(?:\/\/.*\n)*?\/\/.*\bPure\b/.test(text)
}

test('every file stands in a layer of the design', () => {
  assert.equal(
    paths((file) => !CHAIN.includes(layerOf(file.path)) && !(layerOf(file.path) in BESIDE)),
    [],
  )
})

test('a folder imports only what stands to its left in the chain', () => {
  const wrong = eachImport((file, { target, ours }) => ours && !mayImport(layerOf(file.path), layerOf(target)))
  assert.equal(wrong, [])
})

test('a cluster adapter is loaded only behind await import()', () => {
  const wrong = eachImport(
    (file, { target, kind }) =>
      layerOf(target) === 'cluster/kube' && layerOf(file.path) !== 'cluster/kube' && kind === 'value',
  )
  assert.equal(wrong, [])
})

/** What takes long to load, and is not needed at once by who starts quickly. */
const HEAVY = ['wasmoon', 'yaml', 'yargs', 'execa', '@kubernetes/client-node', 'simulator/simulated-cluster.ts']

test('what starts quickly loads nothing that takes long', () => {
  const quick = [
    'main.ts',
    'commands/explain-command.ts',
    'commands/plan/plan-command.ts',
    'commands/replay/replay-command.ts',
    'commands/settings/parse-settings-file.ts',
    'manifest/settings.ts',
  ]
  const wrong = quick.flatMap((path) =>
    HEAVY.filter((heavy) => loadedBy(path).has(heavy)).map((heavy) => `${path}: ${heavy}`),
  )
  assert.equal(wrong, [])
  assert.not.ok(loadedBy('main.ts').has('report/create-presenter.ts'))
  assert.not.ok(loadedBy('commands/rehearse/rehearse-command.ts').has('yaml'))
})

test('each dependency is known to one folder', () => {
  const rule = (target: string) => PACKAGES[target.replace(/(?<=^@opentelemetry)\/.*/, '')]
  const wrong = eachImport((file, { target }) => rule(target)?.(file.path) === false)
  assert.equal(wrong, [])
})

test('pure files use no Node module, no promise and no clock', () => {
  const touching = ['manifest/read-sources.ts', 'manifest/read-folder.ts']
  const pure = files.filter((file) => isPure(file) && !touching.includes(file.path))
  assert.equal(
    eachImport((file, { target }) => pure.includes(file) && target.startsWith('node:')),
    [],
  )
  const impure =
    /\basync\b|\bPromise\b|\bDate\b(?!\.(?:parse|UTC)\()|\bset(?:Timeout|Interval|Immediate)\b|\bqueueMicrotask\b|\bperformance\b|\bMath\.random\b|\b(?:fetch|crypto|process|console)\b[.(]/
  assert.equal(eachLine(impure, pure), [])
})

test('a file has at most 300 lines', () => {
  assert.equal(
    paths((file) => file.text.trimEnd().split('\n').length > 300),
    [],
  )
})

test('files and folders are named in kebab-case', () => {
  assert.equal(
    paths((file) => !/^(?:[a-z0-9]+(?:-[a-z0-9]+)*\/)*[a-z0-9]+(?:-[a-z0-9]+)*\.ts$/.test(file.path)),
    [],
  )
})

test('the first line of a file says its job', () => {
  assert.equal(
    paths((file) => !/^(?:#![^\n]*\n)?\/\/ \S/.test(file.text)),
    [],
  )
})

test('every exported name has a doc comment where it is defined', () => {
  const pattern = /(?<!\*\/\n)^export (?:async )?(?:function\*?|const|class|interface|type) (\w+)/gm
  const wrong = files.flatMap(({ path, text }) => [...text.matchAll(pattern)].map(([, name]) => `${path}: ${name}`))
  assert.equal(wrong, [])
})

test('process.exit and process.exitCode appear only in cli.ts', () => {
  const others = files.filter((file) => file.path !== 'cli.ts')
  assert.equal(eachLine(/\bprocess\s*\.\s*exit(?:Code)?\b/, others), [])
})

// Where text leaves the program, and why no secret and no command can be in it. Whatever else tells something calls `tellPeople`.
const WRITERS: Readonly<Record<string, string>> = {
  'cli.ts': 'our own text, for a Node that is too old',
  'run-process.ts': 'the streams themselves',
  'guard/tell.ts': 'masks and escapes',
  'main.ts': 'help and version: our own text',
  'commands/version-command.ts': 'our own text',
  'report/json-lines.ts': 'createPresenter masks before it',
  'report/ci/ci-presenter.ts': 'createPresenter masks before it; it escapes each event',
  'report/ci/report-files.ts': 'what ci-presenter.ts has made',
  'io/own-file.ts': 'what ci-presenter.ts and report-file.ts have made',
  'report/plain.ts': 'createPresenter masks before it',
  'report/terminal.ts': 'createPresenter masks before it',
  'report/plan/plan-story.ts': 'masks and escapes each event',
  'commands/report-file.ts': 'a page: its events are masked and sanitized, its texts escaped',
  'commands/replay/replay-command.ts': 'a drawing: its events are masked and sanitized, its texts escaped',
  'commands/plan/plan-command.ts': 'planText, planJson and the drawings mask and escape',
  'commands/plan/confirm-plan.ts': 'planText masks and escapes',
  'commands/explain-command.ts': 'cleanExplained masks and escapes',
  'commands/rehearse/explore-run.ts': 'explorationLine and exploredText mask and escape; the rest is our own text',
  'commands/rehearse/rehearsal-start.ts': 'a snapshot: withoutValues leaves no value of a Secret in it',
  'commands/logs/log-files.ts': 'masks and escapes each line, into files that only their user can read',
  'commands/invalid-input.ts': 'masks each line that renderDiagnostic has escaped',
  'commands/helm/post-render-command.ts': 'the manifests for Helm, as they are; a failure is masked',
  'helm/drive/tell-drive.ts': 'masks and escapes',
  'helm/drive/tell-plan.ts': 'masks and escapes',
  'commands/helm/helm-command.ts': "Helm's own standard error",
  'helm/drive/log-file.ts': 'keeps what tell-plan.ts has made',
  'helm/drive/progress.ts': 'takes what tell-drive.ts and tell-plan.ts have made',
  'helm/wrapper/tail-progress.ts': 'what progress.ts has written, decoded',
  'helm/wrapper/run-helm.ts': "Helm's own standard error",
  'helm/wrapper/run-wrapped.ts': "Helm's own standard error; a plugin.yaml of our own text",
  'helm/wrapper/exchange.ts': 'between our own processes, in files that only their user can read',
}

test('text leaves the program only where it passes the guard', () => {
  const pattern =
    /(?<!this)\.write(?:Bytes)?\(|\bwrite(?:File|Sync|FileSync)\(|\bappendFile|createWriteStream|\bconsole\./
  const found = files.filter(({ path, code }) => !/^(?:cluster|simulator)\//.test(path) && pattern.test(code))
  assert.equal(found.map(({ path }) => path).toSorted(), Object.keys(WRITERS).toSorted())
})

test('a type is asserted only in functions named parseX or isX', () => {
  assert.equal(
    files.flatMap((file) => findAssertions(file)),
    [],
  )
})

test('the patterns of this test see what they are meant to see', () => {
  const file = describeSource(
    'plan/x.ts',
    [
      "// 'as' in a comment: a as B",
      "import { a,\n  b } from '../hook/hook.ts'",
      "import type { C } from './c.ts'",
      "export * from 'yaml/util'",
      "const late = await import('../cluster/kube/kube-cluster.ts')",
      'function parseC(x: unknown): C {\n  return x as C\n}',
      "function makeC(x: unknown): C {\n  say('b as D')\n  return x as C\n}",
    ].join('\n'),
  )
  assert.equal(file.imports, [
    { target: 'hook/hook.ts', kind: 'value', ours: true },
    { target: 'plan/c.ts', kind: 'type', ours: true },
    { target: 'yaml', kind: 'value', ours: false },
    { target: 'cluster/kube/kube-cluster.ts', kind: 'dynamic', ours: true },
  ])
  assert.equal(findAssertions(file), ['plan/x.ts:12 return x as C'])
  assert.is(mayImport('plan', 'hook'), true)
  assert.is(mayImport('hook', 'plan'), false)
  assert.is(mayImport('health', 'cluster/port'), false)
  assert.is(mayImport('sync', 'cluster/port'), true)
  assert.is(mayImport('main', 'cluster/kube'), false)
})

/** Everything that a file makes load as soon as it is loaded, but for other dependencies' own. */
function loadedBy(path: string, loaded = new Set<string>()): ReadonlySet<string> {
  const file = files.find((candidate) => candidate.path === path)
  for (const { target, kind, ours } of file?.imports ?? []) {
    if (kind !== 'value' || loaded.has(target)) continue
    loaded.add(target)
    if (ours) loadedBy(target, loaded)
  }
  return loaded
}

function from(layer: string): readonly string[] {
  return [...CHAIN.slice(CHAIN.indexOf(layer)), 'index']
}

/** `plan/plan-sync.ts` → `plan`, `cluster/kube/watch.ts` → `cluster/kube`, `errors.ts` → `errors`. */
function layerOf(path: string): string {
  const parts = path.replace(/\.ts$/, '').split('/')
  return parts.slice(0, parts[0] === 'cluster' ? 2 : 1).join('/')
}

function mayImport(importer: string, target: string): boolean {
  if (importer === target) return true
  const beside = BESIDE[target]
  const own = BESIDE[importer]
  if (beside !== undefined && !beside.importedBy.includes(importer)) return false
  if (own !== undefined) return own.imports.includes(target)
  return beside !== undefined || CHAIN.indexOf(target) < CHAIN.indexOf(importer)
}

function findAssertions(file: SourceFile): readonly string[] {
  const wrong: string[] = []
  let owner = ''
  const shown = file.text.split('\n')
  for (const [index, line] of file.code.split('\n').entries()) {
    owner = /^(?:export )?(?:(?:async )?function\*? |const )(\w+)/.exec(line)?.[1] ?? owner
    owner = /^ {2}(?:async |static |private )*\*?(\w+)\([^)]*\)?.*\{$/.exec(line)?.[1] ?? owner
    const asserts = /[\w)\]}] as (?!const\b)[\w{([]/.test(line) && !/^(?:import|export) |^ {2}\w+ as \w+,$/.test(line)
    if (asserts && !/^(?:parse|is)[A-Z]/.test(owner)) wrong.push(`${file.path}:${index + 1} ${shown[index]?.trim()}`)
  }
  return wrong
}

function paths(isWrong: (file: SourceFile) => boolean): readonly string[] {
  return files.filter(isWrong).map((file) => file.path)
}

function eachImport(isWrong: (file: SourceFile, found: Import) => boolean): readonly string[] {
  return files.flatMap((file) =>
    file.imports.filter((found) => isWrong(file, found)).map((found) => `${file.path} imports ${found.target}`),
  )
}

function eachLine(pattern: RegExp, among: readonly SourceFile[]): readonly string[] {
  return among.flatMap(({ path, code }) =>
    code.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1} ${line.trim()}`] : [])),
  )
}

test.run()
