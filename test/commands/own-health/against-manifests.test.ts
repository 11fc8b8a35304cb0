// Health rules held against the manifests: one for a misspelt kind, and a file of rules that is applied itself.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { KubeObject } from '../../../src/object/kube-object.ts'
import { createSession } from '../../support/command-session.ts'
import type { CommandRun } from '../../support/command-session.ts'
import { object } from '../../support/objects.ts'
import { manifestText } from '../../support/run-sync.ts'

const test = suite('health rules against manifests')

const cwd = mkdtempSync(join(tmpdir(), 'hooksync-against-'))
test.after(() => rmSync(cwd, { recursive: true }))
mkdirSync(join(cwd, 'deploy/argo'), { recursive: true })
mkdirSync(join(cwd, 'other'))

const kind = (apiVersion: string, name: string): KubeObject => ({ apiVersion, kind: name, metadata: { name: 'x' } })
const shop = [kind('acme.io/v1', 'Widget'), kind('cert-manager.io/v1', 'Certificate'), kind('g.acme.io/v1', 'UDPRoute')]
const rule = '{ Healthy: { condition: Ready } }'

/** What `health` says of rules for these kinds beside those objects. */
async function told(keys: readonly string[]): Promise<string> {
  writeFileSync(join(cwd, 'other/hooksync.yaml'), `health:\n${keys.map((key) => `  ${key}: ${rule}\n`).join('')}`)
  return (await createSession().run('health -f - --config other/hooksync.yaml', shop, { cwd })).stderr
}

for (const [written, meant] of [
  ['acme.io/widgets', 'acme.io/Widget'],
  ['acme.io/widget', 'acme.io/Widget'],
  ['acme.oi/Widget', 'acme.io/Widget'],
  ['acme.io/Wdiget', 'acme.io/Widget'],
  ['cert-manager.io/certificate', 'cert-manager.io/Certificate'],
  ['cert-manager.io/Certificat', 'cert-manager.io/Certificate'],
  ['cert-manger.io/Certificate', 'cert-manager.io/Certificate'],
] as const) {
  test(`${written} is told as ${meant}, which the manifests have`, async () => {
    const message = `the health rule for ${written} judges nothing: the manifests have ${meant}`
    assert.is(await told([written]), `other/hooksync.yaml:2:1 warning HEALTH_RULE ${message}\n  write ${meant}\n`)
  })
}

test('a rule for a kind that is not among the manifests is told of nothing', async () => {
  const others = [
    'acme.io/Gadget',
    'acme.io/WidgetClass',
    'g.acme.io/TCPRoute',
    '"acme.io/Widgit*"',
    'cert-manager.io/Issuer',
  ]
  assert.is(await told(others), '')
  assert.is(await told(['acme.io/Widget', 'acme.io/Widgets']), '')
})

const key = 'resource.customizations.health.acme.io_widgets'
const rules = { ...object('ConfigMap', 'argocd-cm'), data: { [key]: 'return { status = "Healthy" }' } }
const cm = object('ConfigMap', 'c')

async function run(words: string, settings = ''): Promise<CommandRun> {
  writeFileSync(join(cwd, 'deploy/hooksync.yaml'), settings)
  return createSession().run(words, [], { cwd })
}

test('of a file for Argo CD the key is told', async () => {
  writeFileSync(join(cwd, 'w.yaml'), manifestText(shop))
  writeFileSync(join(cwd, 'rules.yaml'), manifestText([rules]))
  const { stderr } = await run('health -f w.yaml --health-from rules.yaml')
  assert.match(
    stderr,
    'warning HEALTH_RULE the health rule for acme.io/widgets judges nothing: the manifests have acme.io/Widget',
  )
  assert.match(stderr, 'write acme.io_Widget in its key, or acme.io/Widget below resource.customizations')
})

for (const words of ['plan', 'rehearse', '']) {
  test(`${words || 'a sync'} tells of a file of rules that is applied itself, and applies it`, async () => {
    writeFileSync(join(cwd, 'deploy/c.yaml'), manifestText([cm]))
    writeFileSync(join(cwd, 'deploy/argo/cm.yaml'), manifestText([rules]))
    const { screen, exitCode } = await run(`${words} -f deploy -R`.trim(), 'healthFrom: argo/cm.yaml')
    assert.is(exitCode, 0, screen)
    const message = 'ConfigMap argocd-cm is applied, too: healthFrom names a file that is among the manifests'
    assert.match(screen, `deploy/argo/cm.yaml:1:1 warning HEALTH_RULE ${message}`)
    assert.match(screen, '  --exclude argo/cm.yaml leaves it out, or move it to another folder')
    const without = await run(`${words} -f deploy -R --exclude argo/cm.yaml`.trim(), 'healthFrom: argo/cm.yaml')
    assert.not.match(without.screen, 'is applied, too')
    const named = await run(
      `${words} -f deploy/argo/cm.yaml --config none --health-from deploy/argo/../argo/cm.yaml`.trim(),
    )
    assert.match(named.screen, '--health-from names a file that is among the manifests')
  })
}

test.run()
