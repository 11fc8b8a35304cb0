import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fieldManagerOf, findHelm, readLinuxProcess } from '../../../src/helm/command-line/parent-process.ts'
import type { FoundHelm, ProcessFacts, RendererNames } from '../../../src/helm/command-line/parent-process.ts'

const test = suite('parent process')

const FILES: Readonly<Record<string, string>> = {
  '/usr/bin/kubectl-hooksync': '/opt/hooksync/dist/cli.js',
  '/opt/hooksync/dist/cli.js': '/opt/hooksync/dist/cli.js',
  '/srv/render.sh': '/srv/render.sh',
  '/usr/bin/kustomize': '/usr/bin/kustomize',
}
const HELM_3: RendererNames = {
  plugin: undefined,
  self: '/opt/hooksync/dist/cli.js',
  cwd: '/srv',
  path: '/bin:/usr/bin',
  realpath: (path) => FILES[path],
}
const HELM_4: RendererNames = { ...HELM_3, plugin: 'kubectl-hooksync' }

/** Processes from our parent upwards; each is the child of the next. */
function find(lines: readonly string[], names: RendererNames): FoundHelm | undefined {
  const processes = lines.map((line, index): ProcessFacts => {
    return { pid: 100 - index, parentPid: index === lines.length - 1 ? 0 : 99 - index, argv: line.split(' ') }
  })
  return findHelm(100, (pid) => processes.find((process) => process.pid === pid), names)
}

const FOUND: readonly (readonly [string, readonly string[], RendererNames, number | undefined])[] = [
  ['a direct parent with the plugin', ['helm upgrade demo . --post-renderer kubectl-hooksync'], HELM_4, 100],
  ['an equals sign', ['helm upgrade demo . --post-renderer=kubectl-hooksync'], HELM_4, 100],
  ['a renamed Helm', ['/opt/h4 upgrade demo . --post-renderer kubectl-hooksync'], HELM_4, 100],
  ['another plugin', ['helm upgrade demo . --post-renderer other'], HELM_4, undefined],
  ['no post-renderer', ['helm upgrade demo .'], HELM_4, undefined],
  ['a flag without a value', ['helm upgrade demo . --post-renderer'], HELM_4, undefined],
  ['a name on PATH', ['helm upgrade demo . --post-renderer kubectl-hooksync'], HELM_3, 100],
  ['a path', ['helm upgrade demo . --post-renderer /opt/hooksync/dist/cli.js'], HELM_3, 100],
  ['a relative path', ['helm upgrade demo . --post-renderer ../usr/bin/kubectl-hooksync'], HELM_3, 100],
  ['another executable', ['helm upgrade demo . --post-renderer kustomize'], HELM_3, undefined],
  ['a missing executable', ['helm upgrade demo . --post-renderer nothing'], HELM_3, undefined],
  ['the last of two', ['helm upgrade demo . --post-renderer kustomize --post-renderer kubectl-hooksync'], HELM_3, 100],
  ['a shell script between', ['/bin/sh /srv/render.sh', 'helm upgrade demo . --post-renderer ./render.sh'], HELM_3, 99],
  [
    'a shell between the plugin and us',
    ['sh -c x', 'helm upgrade demo . --post-renderer kubectl-hooksync'],
    HELM_4,
    99,
  ],
  ['another script', ['/bin/sh other.sh', 'helm upgrade demo . --post-renderer ./render.sh'], HELM_3, undefined],
  ['too far away', ['a', 'b', 'helm upgrade demo . --post-renderer kubectl-hooksync'], HELM_4, undefined],
  [
    'the nearest one',
    ['helm template demo . --post-renderer kubectl-hooksync', 'helm diff upgrade --post-renderer kubectl-hooksync'],
    HELM_4,
    100,
  ],
  ['words inside a word', ['sh -c helm\u00a0--post-renderer\u00a0kubectl-hooksync'], HELM_4, undefined],
]

for (const [title, lines, names, pid] of FOUND) {
  test(`finds Helm: ${title}`, () => assert.is(find(lines, names)?.pid, pid))
}

test('a program with Helm’s code in it owns fields by its own name; what only starts others is not such a program', () => {
  const rows = [
    ['/opt/bin/sdk --serve', 'sdk'],
    ['terraform-provider-helm_v3.0.2_x5', 'terraform-provider-helm_v3.0.2_x5'],
    ['/bin/sh -c ./render', undefined],
    ['-bash', undefined],
    ['/usr/bin/python3.12 deploy.py', undefined],
    ['node x.js', undefined],
    ['fish', undefined],
    ['bashful', 'bashful'],
    ['', undefined],
  ] as const
  for (const [line, expected] of rows) {
    assert.is(fieldManagerOf({ pid: 1, parentPid: 0, argv: line.split(' ') }), expected, line)
  }
  assert.is(fieldManagerOf(undefined), undefined)
})

test('an unreadable process is not a proof', () => {
  assert.is(
    findHelm(100, () => undefined, HELM_4),
    undefined,
  )
})

test('reads this process from /proc, and nothing of one that is not there', () => {
  if (process.platform === 'linux') {
    const facts = readLinuxProcess(process.pid)
    assert.is(facts?.parentPid, process.ppid)
    assert.ok(facts?.argv.some((word) => word.includes('parent-process.test')))
  }
  assert.is(readLinuxProcess(2 ** 30), undefined)
})

test.run()
