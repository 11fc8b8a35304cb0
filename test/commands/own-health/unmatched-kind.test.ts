// Keys of health rules that Argo CD never asks for: each is told, with the one that was meant.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readConfigMap } from '../../../src/commands/own-health/read-config-map.ts'
import { createSession } from '../../support/command-session.ts'
import { configMap } from '../../support/workloads.ts'

const test = suite('keys for no kind')

const K = 'resource.customizations'

function told(data: Readonly<Record<string, string>>): readonly string[] {
  const locate = (line: number) => ({ source: 'cm', line, column: 1 })
  const { diagnostics } = readConfigMap(Object.entries(data).map(([key, value]) => ({ key, value, locate })))
  return diagnostics.map(({ severity, message, hint }) => `${severity} ${message}: ${hint}`.replaceAll(`${K}.`, '…'))
}

const split = [
  ['v1_Service', 'there is no group "v1": write …health.Service'],
  ['_Service', 'there is no group "": write …health.Service'],
  ['core_services', 'there is no group "core": write …health.Service'],
  ['v1_PersistentVolume', 'there is no group "v1": write …health.PersistentVolume'],
  ['Deployment', 'the core group has no such kind: write …health.apps_Deployment'],
  ['Rollout', 'the core group has no such kind: write …health.GROUP_KIND'],
  ['networking_Ingress', 'there is no group "networking": write …health.networking.k8s.io_Ingress'],
  ['apps_deployment', 'the group apps has no such kind: write …health.apps_Deployment'],
  ['apps_Job', 'the group apps has no such kind: write …health.batch_Job'],
  ['acme.io-Widget', 'the core group has no such kind: write …health.acme.io_Widget'],
  ['Widget.acme.io', 'the core group has no such kind: write …health.acme.io_Widget'],
  ['Rollout_argoproj.io', 'a kind has no dot in it: write …health.argoproj.io_Rollout'],
] as const
for (const [key, why] of split) {
  test(`${key}: ${why}`, () =>
    assert.equal(told({ [`${K}.health.${key}`]: 'return' }), [`warning …health.${key} is for no kind: ${why}`]))
}

const older = [
  ['v1/Service', 'there is no group "v1": write Service'],
  ['apps/v1/Deployment', 'a version does not belong in it: write apps/Deployment'],
  ['example.com/v1/Widget', 'a version does not belong in it: write example.com/Widget'],
  ['example.com/Widget/v1', 'a version does not belong in it: write example.com/Widget'],
  ['apps/Deployment/v1', 'a version does not belong in it: write apps/Deployment'],
] as const
for (const [pattern, why] of older) {
  test(`${pattern}: ${why}`, () =>
    assert.equal(told({ [K]: `${pattern}: {health.lua: return, health.lua.useOpenLibs: true}` }), [
      `warning ${pattern} in ${K} is for no kind: ${why}`,
    ]))
}

const heard = [
  'Service',
  'apps_Deployment',
  'acid.zalan.do_postgresql',
  'extensions_Ingress',
  'autoscaling_Other',
  'all',
]
for (const key of heard) test(`${key} is asked for`, () => assert.equal(told({ [`${K}.health.${key}`]: 'return' }), []))
for (const pattern of ['*/*', '*', '*.example.com/*', '*/Service', '{apps,batch}/*', 'x.io/[A-C]']) {
  test(`${pattern} is asked for`, () => assert.equal(told({ [K]: `'${pattern}': {health.lua: return}` }), []))
}

test('a URL is told as none', () => {
  assert.equal(told({ [K]: `'https://acme.io/Widget': {health.lua: return}` }), [
    `warning https://acme.io/Widget in ${K} is for no kind: a kind is no URL: write acme.io/Widget`,
  ])
})

test('a key that Kubernetes takes in no ConfigMap is told, and does not count', () => {
  const locate = (line: number) => ({ source: 'cm', line, column: 1 })
  const key = `${K}.health.acme.io/Widget`
  assert.equal(readConfigMap([{ key, value: 'return', locate }]).texts, [])
  assert.equal(told({ [key]: 'return' }), [
    'warning no ConfigMap can have the key …health.acme.io/Widget: it does not count: write …health.acme.io_Widget',
  ])
})

test('a wildcard in a split key is told: Kubernetes takes no such key', () => {
  assert.equal(told({ [`${K}.health.*.example.com_*`]: 'return' }), [
    `warning no ConfigMap can have the key …health.*.example.com_*: it does not count: wildcards stand below ${K}: as "*.example.com/*":`,
  ])
})

test('a useOpenLibs for another key than its script is told', () => {
  assert.equal(told({ [`${K}.health.Service`]: 'return', [`${K}.useOpenLibs._Service`]: 'true' }), [
    'warning …useOpenLibs._Service is for no kind: there is no group "": write …useOpenLibs.Service',
  ])
})

test('the keys of a cluster are told, too', async () => {
  const session = createSession()
  const data = { [`${K}.health.v1_ConfigMap`]: 'return { status = "Degraded", message = "by rule" }' }
  await session.run('-f - -n argocd --create-namespace', [configMap('argocd-cm', { namespace: 'argocd', data })])
  for (const words of ['-f -', 'plan -f -', 'health -f -']) {
    const run = await session.run(`${words} --health-from cluster`, [configMap('c')])
    assert.match(run.stderr + run.screen, `${K}.health.v1_ConfigMap is for no kind: there is no group "v1"`)
  }
})

test.run()
