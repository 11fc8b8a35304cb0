// Where manifests come from and what is asked for with them: stdin, folders, kustomize, selectors, dry runs, a new namespace.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, dirname } from 'node:path'
import { execa } from 'execa'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ensureKubectl } from '../../scripts/control-plane/tools.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { withControlPlane } from '../support/control-plane.ts'
import { PROGRAM, programEnvironment, runProgram } from '../support/program.ts'
import { inFolder, live, makeNamespace, stream, sync } from './lab.ts'
import { configMap } from './workload.ts'

const test = suite('sources')
const real = withControlPlane(test, { controllerManager: false, kwok: false })

const created = (...names: readonly string[]): readonly string[] => names.map((name) => `create configmaps ${name}`)

function labelled(name: string, app: string): KubeObject {
  const object = configMap(name)
  return { ...object, metadata: { ...object.metadata, labels: { app } } }
}

/** PATH with the control plane's kubectl, and with these folders before it. */
async function pathWith(...folders: readonly string[]): Promise<string> {
  const kubectl = await ensureKubectl()
  const rest = kubectl.includes('/') ? [dirname(kubectl)] : []
  return [...folders, ...rest, process.env['PATH'] ?? ''].join(delimiter)
}

real('a folder, its folders with -R, and standard input beside them', (plane) =>
  inFolder(async (cwd) => {
    const namespace = await makeNamespace(plane, 'folders')
    mkdirSync(`${cwd}/deploy/more`, { recursive: true })
    writeFileSync(`${cwd}/deploy/a.yaml`, stream(configMap('a')))
    writeFileSync(`${cwd}/deploy/b.json`, JSON.stringify(configMap('b')))
    writeFileSync(`${cwd}/deploy/notes.txt`, 'no manifest')
    writeFileSync(`${cwd}/deploy/more/c.yml`, stream(configMap('c')))
    const flat = await sync(plane, ['-f', 'deploy', '-n', namespace], { cwd })
    assert.equal([flat.exitCode, flat.writes.toSorted()], [0, created('a', 'b')])
    const deep = await sync(plane, ['-R', '-f', 'deploy', '-f', '-', '-n', namespace], {
      cwd,
      input: stream(configMap('d')),
    })
    assert.equal([deep.exitCode, deep.writes.toSorted()], [0, created('c', 'd')])
  }),
)

real('a kustomization, through the kubectl on the PATH', (plane) =>
  inFolder(async (cwd) => {
    const namespace = await makeNamespace(plane, 'kustomized')
    mkdirSync(`${cwd}/base`)
    writeFileSync(`${cwd}/base/a.yaml`, stream(configMap('a')))
    writeFileSync(`${cwd}/base/kustomization.yaml`, 'resources: [a.yaml]\nnamePrefix: shop-\n')
    writeFileSync(`${cwd}/kustomization.yaml`, 'resources: [base]\nnameSuffix: -prod\n')
    const env = { PATH: await pathWith() }
    const run = await sync(plane, ['-k', '.', '-n', namespace], { cwd, env })
    assert.equal([run.exitCode, run.writes], [0, created('shop-a-prod')])
    writeFileSync(`${cwd}/base/kustomization.yaml`, 'resources: [missing.yaml]\n')
    const broken = await sync(plane, ['-k', '.', '-n', namespace], { cwd, env })
    assert.match(broken.stderr, /^KUSTOMIZE kubectl kustomize \.: .*missing\.yaml.*\n {2}correct the kustomization\n/)
    assert.equal([broken.exitCode, broken.requests], [3, []])
  }),
)

real('only what the selector matches', async (plane) => {
  const namespace = await makeNamespace(plane, 'selected')
  const input = stream(labelled('a', 'web'), labelled('b', 'db'), configMap('c'))
  const args = ['-f', '-', '-n', namespace]
  const run = await sync(plane, [...args, '-l', 'app in (web,api)'], { input })
  assert.equal([run.exitCode, run.writes], [0, created('a')])
  const none = await sync(plane, [...args, '-l', 'app=nothing'], { input })
  assert.match(none.stderr, /^NO_OBJECTS the selector matches none of 3 objects\n/)
  assert.equal([none.exitCode, none.stdout, none.requests], [3, '', []])
})

real('an empty stream is refused, unless it is meant', async (plane) => {
  const refused = await sync(plane, ['-f', '-'], { input: '# nothing\n---\n' })
  assert.match(refused.stderr, /^NO_OBJECTS no objects were found in <stdin>\n/)
  assert.equal([refused.exitCode, refused.stdout, refused.requests], [3, '', []])
  const run = await sync(plane, ['-f', '-', '--allow-empty'], { input: '# nothing\n---\n' })
  assert.equal(
    [run.exitCode, run.stdout, run.stderr, run.requests],
    [0, '', 'nothing to do: no objects were found\n', []],
  )
})

real('--dry-run=server lets the server check and says what would be; nothing is written', async (plane) => {
  const namespace = await makeNamespace(plane, 'dry')
  const args = ['-f', '-', '-n', namespace]
  await sync(plane, args, { input: stream(configMap('same'), configMap('changed')) })
  const input = stream(configMap('same'), configMap('changed', '2'), configMap('new'))
  const run = await sync(plane, [...args, '--dry-run=server', '-v'], { input })
  assert.equal([run.exitCode, run.writes], [0, []])
  for (const line of [
    'unchanged ConfigMap dry/same',
    'configured ConfigMap dry/changed',
    'created ConfigMap dry/new',
  ]) {
    assert.match(run.stdout, `    ${line} (Sync wave 0) (dry run)\n`)
  }
  assert.match(run.stdout, /Succeeded in [\d.]+m?s \(server dry run, nothing was written\): would be /)
  const wrong = await sync(plane, [...args, '--dry-run=server'], {
    input: stream({ ...configMap('wrong'), data: { 'not a key': '1' } }),
  })
  assert.equal([wrong.exitCode, wrong.writes], [3, []])
})

real('--dry-run=client asks for no write at all, not even a checked one', async (plane) => {
  const namespace = await makeNamespace(plane, 'dry-client')
  const args = ['-f', '-', '-n', namespace]
  await sync(plane, args, { input: stream(configMap('same'), configMap('changed')) })
  const input = stream(configMap('same'), configMap('changed', '2'), configMap('new'))
  const run = await sync(plane, [...args, '--dry-run=client', '-v'], { input })
  assert.is(run.exitCode, 0)
  assert.equal(
    run.requests.filter(({ verb }) => !['get', 'list', 'watch'].includes(verb)),
    [],
  )
  for (const line of ['unchanged ConfigMap dry-client/same', 'configured ConfigMap dry-client/changed']) {
    assert.match(run.stdout, `    ${line} (Sync wave 0) (dry run)\n`)
  }
  assert.match(run.stdout, '    created ConfigMap dry-client/new (Sync wave 0) (dry run)\n')
})

real('--create-namespace creates it once, before everything else', async (plane) => {
  const args = ['-f', '-', '-n', 'brand-new', '--create-namespace']
  const input = stream(configMap('a'))
  const run = await sync(plane, args, { input })
  assert.equal([run.exitCode, run.writes], [0, ['create namespaces brand-new', 'create configmaps a']])
  assert.match(
    run.stdout,
    'warning: namespace brand-new comes with this run: not fully checked before it is there: ConfigMap brand-new/a\n',
  )
  const again = await sync(plane, args, { input })
  assert.equal([again.exitCode, again.writes], [0, []])
})

real('kubectl finds it as a plugin, and both forms do the same', (plane) =>
  inFolder(async (folder) => {
    const namespace = await makeNamespace(plane, 'plugin')
    symlinkSync(PROGRAM, `${folder}/kubectl-hooksync`)
    const env = programEnvironment({ ...plane.env, PATH: await pathWith(folder) })
    const args = ['-f', '-', '-n', namespace]
    const plugin = await execa('kubectl', ['hooksync', ...args], {
      env,
      extendEnv: false,
      input: stream(configMap('a')),
    })
    assert.match(plugin.stdout, 'created ConfigMap plugin/a\n')
    assert.is((await live(plane, 'configmap/a', '-n', namespace))?.metadata.name, 'a')
    const help = await execa('kubectl', ['hooksync', '--help'], { env, extendEnv: false, stripFinalNewline: false })
    assert.is(help.stdout, (await runProgram(['--help'])).stdout)
    const wrong = await execa('kubectl', ['hooksync', '-f', 'nothing.yaml'], { env, extendEnv: false, reject: false })
    assert.is(wrong.exitCode, 3)
  }),
)

test.run()
