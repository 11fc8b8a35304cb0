// What commands tell a CI system, end to end: its files however a run ends, its marks by its environment, and no Secret in any of them.
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createSession } from '../support/command-session.ts'
import type { CommandRun, Session } from '../support/command-session.ts'
import { readXml } from '../support/read-xml.ts'
import { manifestText } from '../support/run-sync.ts'
import { configMap, job } from '../support/workloads.ts'

const test = suite('what a CI system is told')

const SECRET = 'hunter2-hunter2'
const FAILING = [
  { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { password: SECRET } },
  job('fails', { hook: 'PreSync', lab: { 'exit-code': '1', log: `password=${SECRET}` } }),
]

/** A folder of a checkout with manifests in `deploy/`, and commands within it. */
interface Checkout {
  readonly root: string
  readonly github: Readonly<Record<string, string>>
  readonly run: (
    words: string,
    env?: Readonly<Record<string, string>>,
    around?: Parameters<Session['run']>[2],
  ) => Promise<CommandRun>
  readonly read: (name: string) => string
}

async function inCheckout(objects: Parameters<typeof manifestText>[0], use: (checkout: Checkout) => Promise<void>) {
  const root = mkdtempSync(join(tmpdir(), 'hooksync-ci-'))
  const session = createSession()
  mkdirSync(join(root, 'deploy'))
  writeFileSync(join(root, 'deploy/all.yaml'), manifestText(objects))
  try {
    await use({
      root,
      github: { GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: root, GITHUB_STEP_SUMMARY: join(root, 'summary.md') },
      run: async (words, env = {}, around = {}) => session.run(words, [], { cwd: root, env, ...around }),
      read: (name) => readFileSync(join(root, name), 'utf8'),
    })
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

test('a failing sync on GitHub: groups, an error at the manifest, a summary, JUnit, and no Secret', async () => {
  await inCheckout(FAILING, async ({ run, read, github }) => {
    const { exitCode, stdout } = await run('-f deploy --junit j.xml', github)
    assert.is(exitCode, 1)
    assert.match(stdout, /^::group::PreSync wave 0: 1 task$/m)
    assert.match(stdout, /^::error file=deploy\/all\.yaml,line=\d+,col=1,title=Job demo\/fails \(PreSync wave 0\)::/m)
    assert.match(read('summary.md'), '### ❌ Failed')
    const report = readXml(read('j.xml'))
    assert.is(report.attributes['failures'], '1')
    assert.is(
      [stdout, read('summary.md'), read('j.xml')].some((text) => text.includes(SECRET)),
      false,
    )
    await run('-f deploy', github)
    assert.is(read('summary.md').match(/^### ❌/gm)?.length, 2, 'added to what is there')
  })
})

test('a runner that names its folder by a link gets the same paths', async () => {
  await inCheckout(FAILING, async ({ run, root, github }) => {
    const link = `${root}-link`
    symlinkSync(root, link)
    try {
      const { stdout } = await run('-f deploy', { ...github, GITHUB_WORKSPACE: link })
      assert.match(stdout, '::error file=deploy/all.yaml,')
      const outside = await run('-f deploy', { ...github, GITHUB_WORKSPACE: join(root, 'deploy/sub') })
      assert.match(outside.stdout, /^::error title=.*::deploy\/all\.yaml:\d+ /m)
    } finally {
      rmSync(link)
    }
  })
})

test('what is wrong in the manifests is an error at its line, on GitHub', async () => {
  await inCheckout([job('odd', { hook: 'PreSinc' })], async ({ run, read, github }) => {
    const { exitCode, stdout, stderr, writes } = await run('-f deploy --junit j.xml', github)
    assert.is(exitCode, 3)
    assert.equal(writes, [])
    assert.match(stdout, /^::error file=deploy\/all\.yaml,line=\d+,col=\d+,title=UNKNOWN_HOOK_TYPE::"PreSinc"/m)
    assert.match(stderr, 'UNKNOWN_HOOK_TYPE')
    assert.is(readXml(read('j.xml')).attributes['failures'], '1')
    assert.match(read('summary.md'), 'UNKNOWN')
  })
})

test('a file is spelt alike in annotations and in JUnit, however it was given', async () => {
  for (const [objects, exitCode] of [
    [FAILING, 1],
    [[job('odd', { hook: 'PreSinc' })], 3],
  ] as const)
    await inCheckout(objects, async ({ run, read, github }) => {
      const ran = await run('-f ./deploy/../deploy/all.yaml --junit j.xml', github)
      assert.is(ran.exitCode, exitCode)
      assert.match(ran.stdout, '::error file=deploy/all.yaml,')
      assert.match(read('j.xml'), ' file="deploy/all.yaml" ')
      assert.not.match(read('j.xml'), './')
    })
})

test('JSON for programs has no marks among its lines, and the files are written', async () => {
  await inCheckout(FAILING, async ({ run, read, github }) => {
    const { stdout } = await run('-f deploy -o json --junit j.xml', github)
    assert.not.throws(() =>
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    )
    assert.is(readXml(read('j.xml')).attributes['failures'], '1')
    assert.match(read('summary.md'), '### ❌')
  })
})

test('--ci says which system it is; without one nothing is marked', async () => {
  await inCheckout([configMap('c')], async ({ run, github }) => {
    assert.is((await run('-f deploy --ci none', github)).stdout.includes('::'), false)
    assert.is((await run('-f deploy')).stdout.includes('::'), false)
    assert.match((await run('-f deploy --ci gitlab', github)).stdout, /^section_start:/m)
    assert.match((await run('-f deploy', { GITLAB_CI: 'true' })).stdout, /^section_start:/m)
  })
})

test('a report that cannot be written is wrong usage, before anything is written to the cluster', async () => {
  await inCheckout([configMap('c')], async ({ run, root }) => {
    for (const [path, why] of [
      [root, 'it is a directory'],
      ['deploy/all.yaml/j.xml', 'part of its path is a file'],
      ['/proc/nope/j.xml', 'there is no such directory'],
    ]) {
      const { exitCode, stderr, writes } = await run(`-f deploy --junit ${path}`)
      assert.is(exitCode, 2)
      assert.equal(writes, [])
      assert.match(stderr, `--junit ${path} cannot be written: ${why}`)
    }
    assert.is((await run('-f deploy --junit=')).exitCode, 2)
  })
})

test('a file that is no JUnit report of ours is not written over, and nothing is done', async () => {
  await inCheckout([configMap('c')], async ({ run, root, read }) => {
    const manifest = read('deploy/all.yaml')
    writeFileSync(join(root, 'kubeconfig'), 'kind: Config\n')
    writeFileSync(join(root, 'other.xml'), '<?xml version="1.0"?>\n<testsuites name="jest"/>\n')
    symlinkSync('kubeconfig', join(root, 'link.xml'))
    const cases: readonly (readonly [string, RegExp])[] = [
      ['--junit deploy/all.yaml', /all\.yaml: the file is there, and no JUnit report of ours: it is not written over/],
      ['--junit deploy/all.yaml --dry-run', /not written over/],
      ['--junit kubeconfig', /not written over/],
      ['--junit link.xml', /not written over/],
      ['--junit other.xml', /not written over/],
      ['--junit out/new/j.xml', /there is no such directory/],
      ['--junit /dev/null', /not an ordinary file/],
      ['--junit -', /--junit cannot be "-"/],
      ['--report x --junit ./x', /--junit and --report name the same file: \.\/x/],
    ]
    for (const [words, told] of cases) {
      const { exitCode, stdout, stderr, writes } = await run(`-f deploy ${words}`)
      assert.equal([exitCode, stdout, writes], [2, '', []], words)
      assert.match(stderr, told)
    }
    assert.equal([read('deploy/all.yaml'), read('kubeconfig')], [manifest, 'kind: Config\n'])
    assert.equal(readdirSync(root).toSorted(), ['deploy', 'kubeconfig', 'link.xml', 'other.xml'])
  })
})

test('a JUnit report of ours is written over and keeps its mode; a new one nobody else may read', async () => {
  await inCheckout([configMap('c')], async ({ run, root, read }) => {
    const mode = (): number => statSync(join(root, 'j.xml')).mode & 0o777
    assert.is((await run('-f deploy --junit j.xml')).exitCode, 0)
    assert.is(mode(), 0o600)
    chmodSync(join(root, 'j.xml'), 0o644)
    assert.is((await run('-f deploy --junit j.xml --report r.html')).exitCode, 0)
    assert.equal([mode(), readXml(read('j.xml')).attributes['tests']], [0o644, '1'])
    assert.equal(readdirSync(root).toSorted(), ['deploy', 'j.xml', 'r.html'])
  })
})

test('a summary that cannot be written is a warning', async () => {
  await inCheckout([configMap('c')], async ({ run, root, github }) => {
    const { exitCode, stderr } = await run('-f deploy', { ...github, GITHUB_STEP_SUMMARY: root })
    assert.is(exitCode, 0)
    assert.match(stderr, 'warning: the summary of the step cannot be written: it is a directory')
  })
})

test('the files are written when a run is interrupted, out of time, without a cluster, or has nothing to do', async () => {
  await inCheckout([job('slow', { hook: 'PreSync', lab: { 'run-for': '1h' } })], async ({ run, read, github }) => {
    const controller = new AbortController()
    const interrupting = async (): Promise<never> => {
      controller.abort('SIGINT')
      return new Promise(() => {})
    }
    const runs = [
      ['-f deploy --timeout 10s', {}, 6, 'waited for completion'],
      ['-f deploy', { signal: controller.signal, connect: interrupting }, 130, 'by SIGINT'],
      ['-f deploy', { connect: async () => Promise.reject(new Error('x')) }, undefined, 'has not ended'],
      ['-f deploy -l none=1 --allow-empty', {}, 0, 'nothing to do'],
      ['delete -f deploy --app shop --yes', {}, 0, 'Deletion succeeded'],
    ] as const
    for (const [words, around, exitCode, says] of runs) {
      const ended = await run(`${words} --junit j.xml`, github, around).catch(() => undefined)
      assert.is(ended?.exitCode, exitCode, words)
      const report = read('j.xml')
      assert.is(readXml(report).name, 'testsuites')
      assert.ok(report.includes(says), report)
    }
  })
})

test('a rehearsal of many faults is not one run that JUnit could tell', async () => {
  await inCheckout([configMap('c')], async ({ run, github }) => {
    const { exitCode, stderr } = await run('rehearse -f deploy --explore --junit j.xml')
    assert.is(exitCode, 2)
    assert.match(stderr, '--junit tells of one run, and --explore makes many')
    assert.match((await run('rehearse -f deploy', github)).stdout, /^::group::Sync wave 0: 1 task$/m)
  })
})

test.run()
