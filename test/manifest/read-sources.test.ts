// What -f and -k find, and what is told when they find nothing. A stand-in plays kubectl.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createGuard } from '../../src/guard/guard.ts'
import type { Io } from '../../src/io.ts'
import { readSources } from '../../src/manifest/read-sources.ts'
import type { SourceSelection } from '../../src/manifest/read-sources.ts'
import { renderDiagnostic } from '../../src/manifest/render-diagnostic.ts'

const folder = mkdtempSync(join(tmpdir(), 'hooksync-'))

const test = suite('read-sources')

test.before(() => {
  for (const name of ['b.yaml', 'a.yml', 'c.json', 'sub/d.yaml', 'B.yaml', 'notes.txt', 'explicit.tmpl']) {
    write(join('m', name), `# ${name}\n`)
  }
  mkdirSync(join(folder, 'm', 'e.yaml'))
  write('elsewhere/f.yaml', '# f\n')
  symlinkSync(join(folder, 'elsewhere', 'f.yaml'), join(folder, 'm', 'link.yaml'))
  symlinkSync(join(folder, 'elsewhere'), join(folder, 'm', 'zlink'))
  symlinkSync(join(folder, 'nowhere'), join(folder, 'elsewhere', 'dangling.yaml'))
  symlinkSync(join(folder, 'm', 'sub'), join(folder, 'linked'))
  mkdirSync(join(folder, 'empty', 'sub'), { recursive: true })
  mkdirSync(join(folder, 'bare'))
})

test.after(() => rmSync(folder, { recursive: true }))

const READS: readonly (readonly [title: string, selection: SourceSelection, names: readonly string[]])[] = [
  [
    'a folder gives its manifest files, sorted by name',
    { files: ['m'], recursive: false },
    ['m/B.yaml', 'm/a.yml', 'm/b.yaml', 'm/c.json', 'm/link.yaml'],
  ],
  [
    '-R enters folders, but not through links',
    { files: ['m/'], recursive: true },
    ['m/B.yaml', 'm/a.yml', 'm/b.yaml', 'm/c.json', 'm/link.yaml', 'm/sub/d.yaml'],
  ],
  ['a file is read whatever its name', { files: ['m/explicit.tmpl'], recursive: false }, ['m/explicit.tmpl']],
  ['the order of -f is kept', { files: ['m/c.json', 'm/sub'], recursive: false }, ['m/c.json', 'm/sub/d.yaml']],
  ['a link to a folder can be named', { files: ['linked'], recursive: false }, ['linked/d.yaml']],
  ['stdin is read once', { files: ['-', 'm/c.json', '-'], recursive: false }, ['<stdin>', 'm/c.json']],
]

for (const [title, selection, names] of READS) {
  test(title, async () => {
    const { sources, diagnostics } = await readSources(selection, io())
    assert.equal(diagnostics, [])
    assert.equal(
      sources.map(({ name }) => name),
      names,
    )
  })
}

const FAULTS: readonly (readonly [title: string, selection: SourceSelection, told: string])[] = [
  [
    'a missing file',
    { files: ['nope.yaml'], recursive: false },
    'UNREADABLE nope.yaml does not exist\n  check the path',
  ],
  [
    'a path below a file',
    { files: ['m/c.json/x'], recursive: false },
    'UNREADABLE m/c.json/x does not exist\n  check the path: a part of it is a file',
  ],
  [
    'a folder of folders',
    { files: ['empty'], recursive: false },
    'EMPTY_FOLDER empty holds no manifest files (*.yaml, *.yml, *.json)\n  use -R to look into its folders',
  ],
  [
    'an empty folder',
    { files: ['bare'], recursive: true },
    'EMPTY_FOLDER bare holds no manifest files (*.yaml, *.yml, *.json)\n  name the folder that holds the manifests',
  ],
  [
    'a link that leads nowhere',
    { files: ['elsewhere'], recursive: false },
    'UNREADABLE elsewhere/dangling.yaml does not exist\n  check the path',
  ],
]

for (const [title, selection, told] of FAULTS) {
  test(`${title} is told`, async () => {
    const { diagnostics } = await readSources(selection, io())
    assert.equal(diagnostics.map(renderDiagnostic), [told])
  })
}

test('a good file beside a missing one is still read', async () => {
  const { sources, diagnostics } = await readSources({ files: ['nope', 'm/c.json', 'bare'], recursive: false }, io())
  assert.is(sources.length, 1)
  assert.is(diagnostics.length, 2)
})

const BYTES: readonly (readonly [title: string, bytes: Uint8Array, told: string])[] = [
  [
    'Latin-1',
    Buffer.from('a: ö\nb: \xe9\n', 'latin1'),
    '<stdin>:1:4 INVALID_UTF8 the text is not UTF-8\n  save it as UTF-8',
  ],
  [
    'a bad byte after good characters',
    Buffer.concat([Buffer.from('a: 1\nb: öä'), Buffer.from([0xff]), Buffer.from('\nc: 2\n')]),
    '<stdin>:2:6 INVALID_UTF8 the text is not UTF-8\n  save it as UTF-8',
  ],
  [
    'a character that is cut off',
    Buffer.from('a: ö').subarray(0, 4),
    '<stdin>:1:4 INVALID_UTF8 the text is not UTF-8\n  save it as UTF-8',
  ],
  [
    'half a character behind the byte order mark of UTF-16',
    Buffer.from('\uFEFFa: 1\n', 'utf16le').subarray(0, 7),
    '<stdin>:1:1 INVALID_UTF8 the text begins as UTF-16, but is not UTF-16\n  save it as UTF-8',
  ],
]

for (const [title, bytes, told] of BYTES) {
  test(`${title} is told with its place`, async () => {
    const { sources, diagnostics } = await readSources({ files: ['-'], recursive: false }, io({ stdin: bytes }))
    assert.equal(diagnostics.map(renderDiagnostic), [told])
    assert.equal(sources, [])
  })
}

for (const [title, swap] of [
  ['little', (bytes: Buffer) => bytes],
  ['big', (bytes: Buffer) => bytes.swap16()],
] as const) {
  test(`UTF-16 with a byte order mark and the ${title} end first is read`, async () => {
    const text = '\uFEFFa: "ö😀"\r\n'
    const stdin = swap(Buffer.from(text, 'utf16le'))
    const { sources, diagnostics } = await readSources({ files: ['-'], recursive: false }, io({ stdin }))
    assert.equal({ sources, diagnostics }, { sources: [{ name: '<stdin>', text }], diagnostics: [] })
  })
}

test('a byte order mark and every character arrive', async () => {
  const text = '\uFEFFa: "ö😀"\r\n'
  const { sources } = await readSources({ files: ['-'], recursive: false }, io({ stdin: Buffer.from(text) }))
  assert.equal(sources, [{ name: '<stdin>', text }])
})

test('-k gives what kubectl kustomize prints, and its warnings', async () => {
  const path = fakeKubectl('echo "# Warning: old field" >&2; echo "args: $*"; pwd')
  const { sources, diagnostics } = await readSources({ files: [], recursive: false, kustomize: 'm' }, io({ path }))
  assert.equal(sources, [{ name: 'kustomize m', text: `args: kustomize m\n${folder}\n` }])
  assert.equal(diagnostics.map(renderDiagnostic), ['warning KUSTOMIZE kubectl kustomize m: old field'])
})

test('kustomize is called with the flags that are its own', async () => {
  const path = fakeKubectl('echo "args: $*"')
  const kustomizeFlags = ['--enable-helm', '--load-restrictor=LoadRestrictionsNone']
  const { sources } = await readSources({ files: [], recursive: false, kustomize: 'm', kustomizeFlags }, io({ path }))
  assert.is(sources[0]?.text, 'args: kustomize --enable-helm --load-restrictor=LoadRestrictionsNone m\n')
})

const KUSTOMIZE: readonly (readonly [title: string, script: string | undefined, told: string])[] = [
  [
    'a kustomization that cannot be built',
    'echo "error: no kustomization file in m" >&2; exit 1',
    'KUSTOMIZE kubectl kustomize m: no kustomization file in m\n  correct the kustomization',
  ],
  [
    'an error of several lines',
    'printf "error: trouble configuring builtin X with config: \\`\n  name: x\n\\`: must specify --enable-helm\n" >&2; exit 1',
    'KUSTOMIZE kubectl kustomize m: trouble configuring builtin X with config: ` | name: x | `: must specify --enable-helm\n  give --enable-helm',
  ],
  [
    'an error of several lines in a log',
    `printf 'E1128 23:09:57.383266   29913 run.go:72] "command failed" err=<\n\ttrouble with config:\n\tname: x\n >\n' >&2; exit 1`,
    'KUSTOMIZE kubectl kustomize m: trouble with config: | name: x\n  correct the kustomization',
  ],
  [
    'an error in a log, with its quotes',
    `printf '%s' 'E1128 23:09:57.503637   29918 run.go:72] "command failed" err="security; file \\"/a.yaml\\" is not in or below /c"' >&2; exit 1`,
    'KUSTOMIZE kubectl kustomize m: security; file "/a.yaml" is not in or below /c\n  give --load-restrictor=LoadRestrictionsNone, or move the file below the kustomization',
  ],
  [
    'a kubectl that says nothing',
    'exit 7',
    'KUSTOMIZE kubectl kustomize m: ended with exit code 7\n  correct the kustomization',
  ],
  [
    'a missing kubectl',
    undefined,
    'KUSTOMIZE kubectl is not in PATH, and -k needs it\n  install kubectl, or pipe: kustomize build … | kubectl hooksync -f -',
  ],
]

for (const [title, script, told] of KUSTOMIZE) {
  test(`${title} is told`, async () => {
    const path = script === undefined ? join(folder, 'bare') : fakeKubectl(script)
    const { sources, diagnostics } = await readSources({ files: [], recursive: false, kustomize: 'm' }, io({ path }))
    assert.equal(diagnostics.map(renderDiagnostic), [told])
    assert.equal(sources, [])
  })
}

test('a URL is read, and an answer that is none is told', async () => {
  const server = createServer((request, response) => {
    response.statusCode = request.url === '/a.yaml' ? 200 : 404
    response.end('# a\n')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const files = [`${base}/a.yaml`, `${base}/b.yaml`]
    const { sources, diagnostics } = await readSources({ files, recursive: false }, io())
    assert.equal(sources, [{ name: `${base}/a.yaml`, text: '# a\n' }])
    assert.equal(diagnostics.map(renderDiagnostic), [
      `UNREADABLE ${base}/b.yaml answers 404 Not Found\n  check the URL`,
    ])
  } finally {
    server.closeAllConnections()
    server.close()
  }
})

test('a URL that nobody serves is told', async () => {
  const { diagnostics } = await readSources({ files: ['http://127.0.0.1:1/a.yaml'], recursive: false }, io())
  assert.is(diagnostics.length, 1)
  assert.match(diagnostics[0]?.message ?? '', /^http:\/\/127\.0\.0\.1:1\/a\.yaml cannot be read: /)
})

function write(name: string, text: string): void {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

/** A folder with a kubectl that runs the script, as a PATH. */
test('user and password of a URL are sent as kubectl sends them, and neither they nor its tokens are told', async () => {
  const asked: unknown[] = []
  const server = createServer(({ url, headers }, response) => {
    asked.push([url, headers.authorization])
    response.statusCode = asked.length === 1 ? 200 : 404
    response.end('# manifests\n')
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  try {
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
    const around = io()
    const url = `http://jane:hunter%4022@${host}/a.yaml?token=t0k3n-x`
    const read = (): ReturnType<typeof readSources> => readSources({ files: [url], recursive: false }, around)
    assert.equal((await read()).sources, [{ name: `http://***@${host}/a.yaml?***`, text: '# manifests\n' }])
    const { diagnostics } = await read()
    assert.is(diagnostics[0]?.message, `http://***@${host}/a.yaml?*** answers 404 Not Found`)
    const authorization = `Basic ${Buffer.from('jane:hunter@22').toString('base64')}`
    assert.equal(asked[0], ['/a.yaml?token=t0k3n-x', authorization])
    assert.is(around.guard.mask('no t0k3n-x for hunter@22'), 'no *** for ***')
  } finally {
    server.close()
  }
})

function fakeKubectl(script: string): string {
  const bin = mkdtempSync(join(folder, 'bin-'))
  writeFileSync(join(bin, 'kubectl'), `#!/bin/sh\n${script}\n`)
  chmodSync(join(bin, 'kubectl'), 0o755)
  return `${bin}${delimiter}/usr/bin${delimiter}/bin`
}

function io(options: { stdin?: Uint8Array; path?: string } = {}): Io {
  const output = { isTTY: false, columns: 80, write: () => {} }
  return {
    stdin: (async function* () {
      yield options.stdin ?? Buffer.from('# stdin\n')
    })(),
    stdout: output,
    stderr: output,
    env: { PATH: options.path ?? process.env['PATH'] },
    cwd: folder,
    signal: new AbortController().signal,
    guard: createGuard(),
  }
}

test.run()
