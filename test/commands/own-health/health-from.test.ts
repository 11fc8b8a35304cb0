// --health-from in each command that judges: what is wrong with it is told before a cluster is asked, and what is right counts.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createSession as sessionWith } from '../../support/command-session.ts'
import type { Session } from '../../support/command-session.ts'
import { object } from '../../support/objects.ts'
import { runMain } from '../../support/run-main.ts'
import { manifestText } from '../../support/run-sync.ts'
import { configMap } from '../../support/workloads.ts'

const test = suite('--health-from')

const WIDGET = { group: 'lab.example.com', version: 'v1', kind: 'Widget', plural: 'widgets', namespaced: true }
const createSession = (): Session => sessionWith({ types: [{ ...WIDGET, hasStatus: true }] })

const folder = mkdtempSync(join(tmpdir(), 'health-from-'))
const KEY = 'resource.customizations.health.lab.example.com_Widget'
const RULE = `    if obj.status ~= nil and obj.status.phase == "Ready" then
      return { status = "Healthy", message = "ready" }
    end
    return { status = "Progressing", message = "not yet" }
`
const map = (name: string, key = KEY, rule = RULE): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  ${key}: |\n${rule}`

function file(text: string, name = 'rules.yaml'): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const widget = (status: Record<string, string> = {}) => object('Widget', 'w', { fields: { status } })
const shop = [object('Widget', 'w'), configMap('after', { wave: '1' })]

const commands = [
  '-f -',
  'plan -f -',
  'plan -f - --offline',
  'rehearse -f -',
  'rehearse -f - --against-cluster',
  'health -f -',
  'health ConfigMap/c',
]
for (const words of commands) {
  test(`${words}: a bad file is told with its place before a cluster is asked`, async () => {
    const path = file(map('argocd-cm', KEY, '    return {\n'))
    const connect = async (): Promise<never> => {
      throw new Error('a cluster was asked')
    }
    const run = await createSession().run(`${words} --health-from ${path}`, shop, { connect })
    assert.is(run.exitCode, 3, run.stderr)
    assert.match(run.stderr, `${path}:8:1 HEALTH_RULE the health rule for lab.example.com/Widget is no Lua: `)
    assert.match(run.stderr, '  mend the Lua there; a rule ends with return { status = "Healthy", message = "…" }')
    const absent = await createSession().run(`${words} --health-from ${folder}/none.yaml`, shop, { connect })
    assert.is(absent.exitCode, 3)
    assert.match(absent.stderr, `UNREADABLE ${folder}/none.yaml does not exist`)
  })
}

for (const words of ['plan -f - --offline', 'rehearse -f -']) {
  test(`${words}: rules of a cluster are refused where none is asked`, async () => {
    const run = await createSession().run(`${words} --health-from cluster`, shop)
    assert.is(run.exitCode, 2)
    assert.match(run.stderr, /^--health-from=cluster means nothing here: /)
    assert.match(run.stderr, /write .*--health-from FILE/)
  })
}

test('explain says that an own rule judges, and that it asks no cluster for one', async () => {
  const explain = (...words: readonly string[]) =>
    runMain(['explain', 'Widget/w', '-f', '-', ...words], manifestText(shop))
  const ruled = await explain('--health-from', file(map('argocd-cm')))
  assert.is(ruled.exitCode, 0, ruled.stderr)
  assert.match(ruled.stdout, /done +your own rule for lab\.example\.com\/Widget says Healthy \(\S+rules\.yaml:7\)/)
  const refused = await explain('--health-from', 'cluster:argo')
  assert.is(refused.exitCode, 2)
  assert.match(refused.stderr, '--health-from=cluster means nothing here: explain asks no cluster')
  writeFileSync(join(folder, 'hooksync.yaml'), 'healthFrom: cluster\n')
  const told = await explain('--config', join(folder, 'hooksync.yaml'))
  assert.is(told.exitCode, 0)
  assert.match(told.stderr, 'the health rules that healthFrom names are not known: explain asks no cluster')
  const wrong = await explain('--health-from', file('a: b\n'))
  assert.is(wrong.exitCode, 3)
  assert.match(wrong.stderr, 'has no ConfigMap')
})

test('health judges by the rules, and says so', async () => {
  const path = file(map('argocd-cm'))
  const words = `health -f - --health-from ${path}`
  const bad = await createSession().run(words, [widget({ phase: 'Odd' })])
  assert.equal(
    [bad.exitCode, bad.stdout],
    [1, `Progressing Widget w: not yet (rule: your own for lab.example.com/Widget, ${path}:7)\n`],
  )
  const well = await createSession().run(`${words} -o json`, [widget({ phase: 'Ready' })])
  assert.is(well.exitCode, 0)
  const { by, at, message } = JSON.parse(well.stdout).resources[0]
  assert.equal({ by, at, message }, { by: 'own', at: ['status.phase'], message: 'ready' })
})

test('health judges objects of a file by the rules of a cluster', async () => {
  const session = createSession()
  const data = { 'resource.customizations.health.ConfigMap': 'return { status = "Degraded", message = "by rule" }' }
  await session.run('-f - -n argocd --create-namespace', [configMap('argocd-cm', { namespace: 'argocd', data })])
  const run = await session.run('health -f - --health-from cluster', [configMap('c')])
  const place = 'argocd/argocd-cm resource.customizations.health.ConfigMap:1'
  assert.equal(
    [run.exitCode, run.stdout],
    [1, `Degraded    ConfigMap c: by rule (rule: your own for ConfigMap, ${place})\n`],
  )
  const live = await session.run('health ConfigMap/argocd-cm -n argocd --health-from cluster')
  assert.match(live.stdout, 'by rule')
})

for (const words of ['plan -f -', 'plan -f - --offline', 'rehearse -f -']) {
  test(`${words}: a kind with a rule is not said to have none`, async () => {
    assert.match((await createSession().run(words, shop)).screen, 'NO_HEALTH_RULE')
    const ruled = await createSession().run(`${words} --health-from ${file(map('argocd-cm'))}`, shop)
    assert.is(ruled.exitCode, 0, ruled.screen)
    assert.not.match(ruled.screen, 'NO_HEALTH_RULE')
  })
}

test('in a rehearsal what a rule judges lives as the rule asks', async () => {
  const words = `rehearse -f - --timeout 60s --health-from ${file(map('argocd-cm'))}`
  const run = await createSession().run(`${words} -o json`, shop)
  assert.is(run.exitCode, 0)
  assert.match(run.stdout, /"status":"Healthy","message":"ready"/)
  const slow = await createSession().run(`${words} --never-ready Widget/w`, shop)
  assert.is(slow.exitCode, 6)
  assert.match(slow.screen, 'not yet')
})

test('a rule that no status of a rehearsal suits is told', async () => {
  const path = file(map('argocd-cm', KEY, '    return { status = "Progressing", message = "never" }\n'))
  const run = await createSession().run(`rehearse -f - --timeout 60s --health-from ${path}`, shop)
  assert.is(run.exitCode, 6)
  assert.match(run.screen, 'NEVER_READY')
})

test('a rehearsal from a cluster takes its rules from there, too', async () => {
  const session = createSession()
  const data = { [KEY]: 'return { status = "Degraded", message = "by rule" }' }
  await session.run('-f - -n argocd --create-namespace', [configMap('argocd-cm', { namespace: 'argocd', data })])
  const words = 'rehearse -f - --against-cluster --health-from cluster --degraded-grace 0s'
  const run = await session.run(words, shop)
  assert.is(run.exitCode, 1)
  assert.match(run.screen, 'by rule')
})

const OLDER = (indent: number): string =>
  `resource.customizations: |\n  lab.example.com/Widget:\n    health.lua: |\n${RULE.replaceAll(/^/gm, '  ')}`
    .trimEnd()
    .replaceAll('\n', `\n${' '.repeat(indent)}`)
    .concat('\n')
const other = 'apiVersion: v1\nkind: Secret\nmetadata: { name: s }\nstringData: { a: b }\n'
const files = [
  ['other documents beside it', `${other}---\n${map('argocd-cm')}---\n${map('theme', 'colour', '    blue\n')}`, ''],
  ['the only one with such keys', `${map('theme', 'colour', '    blue\n')}---\n${map('my-rules')}`, ''],
  ['a list', `kind: ConfigMapList\nitems:\n- ${map('argocd-cm').trimEnd().replaceAll('\n', '\n  ')}\n`, ''],
  [
    'two named so',
    `${map('argocd-cm')}---\n${map('argocd-cm')}`,
    /^rules\.yaml:18:1 HEALTH_RULE there are two health rules for lab\.example\.com\/Widget; the first is on line 7$/m,
  ],
  [
    'two of other names',
    `${map('a')}---\n${map('b')}`,
    /^rules\.yaml:12:1 HEALTH_RULE rules\.yaml has health rules in 2 places, and none of them is argocd-cm: a, b$/m,
  ],
  ['values of the chart', `configs:\n  cm:\n    ${KEY}: |\n${RULE.replaceAll(/^/gm, '  ')}`, ''],
  ['the older form in values of a chart around it', `argo-cd:\n  configs:\n    cm:\n      ${OLDER(6)}`, ''],
  [
    'an Application with such values',
    `kind: Application\nspec:\n  source:\n    helm:\n      valuesObject:\n        configs:\n          cm:\n            ${OLDER(12)}`,
    '',
  ],
  [
    'an Application with values as a text',
    `kind: Application\nspec:\n  sources:\n  - helm:\n      values: |\n        configs:\n          cm:\n            ${OLDER(12)}`,
    '',
  ],
  [
    'a fault in values as a text',
    `kind: Application\nspec:\n  source:\n    helm:\n      values: |\n        configs:\n          cm:\n            ${KEY}: |\n              return {\n`,
    /^rules\.yaml:1\d:1 HEALTH_RULE the health rule for lab\.example\.com\/Widget is no Lua: /m,
  ],
  [
    'an ArgoCD of the operator',
    `kind: ArgoCD\nspec:\n  resourceHealthChecks:\n  - group: lab.example.com\n    kind: Widget\n    check: |\n${RULE.replaceAll(/^/gm, '  ')}`,
    '',
  ],
  [
    'two charts',
    `a:\n  cm:\n    ${OLDER(4)}b:\n  cm:\n    ${OLDER(4)}`,
    /^rules\.yaml:\d+:5 HEALTH_RULE rules\.yaml has health rules in 2 places, and none of them is argocd-cm: a\.cm, b\.cm$/m,
  ],
  [
    'a Kustomization',
    'kind: Kustomization\npatches:\n- patch: |-\n    kind: ConfigMap\n',
    /^rules\.yaml:1:1 HEALTH_RULE rules\.yaml is a Kustomization: it has no ConfigMap\n {2}kubectl kustomize \. > rules\.yaml writes/m,
  ],
  ['none', other, /^rules\.yaml:1:1 HEALTH_RULE rules\.yaml has no ConfigMap$/m],
] as const
for (const [what, text, refused] of files) {
  test(`a file with several documents: ${what}`, async () => {
    file(text)
    const run = await createSession().run('health -f - --health-from rules.yaml', [widget({ phase: 'Odd' })], {
      cwd: folder,
    })
    if (refused === '') assert.match(run.stdout, /^Progressing Widget w: not yet/)
    else {
      assert.is(run.exitCode, 3)
      assert.match(run.stderr, refused)
    }
  })
}

test('a file without health rules is told', async () => {
  const run = await createSession().run(`plan -f - --health-from ${file(map('argocd-cm', 'url', '    x\n'))}`, shop)
  assert.is(run.exitCode, 0)
  assert.match(run.screen, 'warning HEALTH_RULE')
  assert.match(run.screen, 'has no health rules')
})

test('the libraries in extraConfig of an ArgoCD are those of its check', async () => {
  const extra =
    'extraConfig:\n    resource.customizations: |\n      lab.example.com/Widget: {health.lua.useOpenLibs: true}'
  const script = 'return { status = "Healthy", message = string.rep("a", 3) }'
  const check = `resourceHealthChecks:\n  - { group: lab.example.com, kind: Widget, check: '${script}' }`
  file(`kind: ArgoCD\nspec:\n  ${extra}\n  ${check}\n`)
  const run = await createSession().run('health -f - --health-from rules.yaml', [widget()], { cwd: folder })
  assert.match(run.stdout, /^Healthy {5}Widget w: aaa/)
})

test('no line is shown of a file that may hold anything', async () => {
  const short = await createSession().run(`plan -f - --health-from ${file('token: abc123')}`, shop)
  assert.match(short.screen, 'has no ConfigMap')
  assert.not.match(short.screen, 'abc123')
  const run = await createSession().run(`plan -f - --health-from ${file('token: abc123\n  x: [')}`, shop)
  assert.is(run.exitCode, 3)
  assert.not.match(run.screen, 'abc123')
})

test.run()
