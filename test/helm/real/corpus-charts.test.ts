// time limit: 900 s
// Charts of others as they are: a sample, and all with HOOKSYNC_ALL_CHARTS=1.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { AuditEvent, ControlPlane } from '../../../scripts/control-plane/control-plane.ts'
import { handlingOf } from '../../../src/helm/stream/document-handling.ts'
import type { HelmEvent } from '../../../src/hook/hook-type.ts'
import { readDirectives } from '../../../src/hook/read-directives.ts'
import { readStream } from '../../../src/helm/stream/stream.ts'
import type { KubeObject } from '../../../src/object/kube-object.ts'
import { neededNodeLabels, neededObjects } from '../../parity/needed.ts'
import { stream } from '../../real/lab.ts'
import { withControlPlane } from '../../support/control-plane.ts'
import { sharedPath } from '../../support/shared.ts'
import { skip } from '../../support/skip.ts'
import { driveWrites, history, withHelm, writesOf } from './helm-lab.ts'
import type { Scene } from './helm-lab.ts'

const test = suite('Helm 4: charts of others')
const real = withHelm(test, withControlPlane(test), { major: 4, label: 'corpus' })

const SAMPLE = ['ingress-nginx', 'kong', 'temporal', 'ory-kratos', 'consul']

/** The streams of the corpus with Helm hooks that come through as charts: 31 of 39. */
const THROUGH = `
  ingress-nginx kong temporal ory-kratos ory-hydra ory-keto openfga sentry openstack-keystone openstack-nova
  understack-keystone understack-glance velero zitadel chatwoot longhorn cert-manager superset vault gatekeeper
  bitnami-kong prometheus-operator-admission-webhook alertmanager tempo-distributed traefik-hub-manager argo-cd
  splunk-otel-collector gpu-operator testkube cntk-connect-direct rhcop-botpress
`
  .trim()
  .split(/\s+/)

/** The other 8, and why they cannot here. All but the last need types that this cluster does not serve. */
const REFUSED: Readonly<Record<string, string>> = {
  consul: 'the server does not know PodDisruptionBudget in policy/v1beta1',
  'phalanx-ook': 'the server does not know GafaelfawrIngress in gafaelfawr.lsst.io/v1alpha1',
  'phalanx-gafaelfawr': 'the server does not know KafkaAccess in access.strimzi.io/v1alpha1',
  'rhcop-ploigos': 'the server does not know CatalogSource in operators.coreos.com/v1alpha1',
  'rhcop-argocd-operator': 'the server does not know OperatorGroup in operators.coreos.com/v1',
  'rhcop-bootstrap-project': 'the server does not know OperatorGroup in operators.coreos.com/v1',
  'rhcop-operators-installer': 'the server does not know OperatorGroup in operators.coreos.com/v1',
  kyverno: 'Secret "sh.helm.release.v1.kyverno.v1" is invalid: data: Too long: may not be more than 1048576 bytes',
}

/** What Helm does not even do without us. */
const REFUSED_BY_HELM = 'kyverno'

/** The documents of a stream as the templates of a chart: nothing in them is a template any more. */
async function withChartOf(text: string, run: (chart: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'hooksync-corpus-'))
  try {
    mkdirSync(join(folder, 'templates'))
    writeFileSync(join(folder, 'Chart.yaml'), 'apiVersion: v2\nname: third-party\nversion: 1.0.0\n')
    const documents = text.split(/^---.*$/m)
    for (const [index, document] of documents.entries()) {
      const name = `templates/${String(index).padStart(3, '0')}.yaml`
      writeFileSync(join(folder, name), document.replaceAll('{{', '{{ "{{" }}'))
    }
    await run(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function objectsOf(text: string): readonly KubeObject[] {
  return readStream(Buffer.from(text)).documents.flatMap(({ manifests }) => manifests.map(({ object }) => object))
}

/** The namespace that most objects name. */
function namespaceOf(objects: readonly KubeObject[], otherwise: string): string {
  const names = objects.flatMap(({ metadata }) => metadata.namespace ?? [])
  const count = (name: string): number => names.filter((other) => other === name).length
  return names.toSorted((a, b) => count(b) - count(a)).at(0) ?? otherwise
}

/** What a chart takes for granted: its namespaces, its claims, the labels of its nodes. */
async function prepare(plane: ControlPlane, objects: readonly KubeObject[], namespace: string): Promise<void> {
  await plane.kubectl(['create', 'namespace', namespace])
  const needed = neededObjects(objects, namespace)
  if (needed.length > 0) await plane.kubectl(['create', '-f', '-'], stream(...needed))
  const labels = Object.entries(neededNodeLabels(objects)).map(([name, value]) => `${name}=${value}`)
  if (labels.length > 0) await plane.kubectl(['label', 'nodes', '--all', '--overwrite', ...labels])
}

function hooksOf(objects: readonly KubeObject[], event: HelmEvent): readonly string[] {
  return unique(
    objects
      .filter((object) => handlingOf(readDirectives(object), event).kind === 'hook')
      .map(({ metadata }) => metadata.name),
  )
}

/** Of these names, those of objects that our renderer wrote. */
function written(names: readonly string[], requests: readonly AuditEvent[]): readonly string[] {
  const wrote = new Set(driveWrites(requests).map((write) => write.split(' ').at(-1)))
  return names.filter((name) => wrote.has(name))
}

function unique(names: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(names.flatMap((name) => name ?? []))].toSorted()
}

/** Objects that Helm itself had to make, beside its records: there must be none. */
function madeByHelm(requests: readonly AuditEvent[]): readonly string[] {
  return writesOf(requests).filter((write) => /^helm create (?!secrets sh\.helm\.release)/.test(write))
}

async function comesThrough(scene: Scene, name: string, { folder, objects, namespace }: Chart): Promise<void> {
  const upgrade = ['upgrade', '--install', name, folder, '-n', namespace, '--timeout', '90s']
  for (const event of ['install', 'upgrade'] as const) {
    const run = await scene.rendered(upgrade)
    assert.is(run.exitCode, 0, run.stderr)
    const hooks = hooksOf(objects, event)
    assert.equal(written(hooks, run.requests), hooks, `the hooks of ${name} for ${event}`)
    assert.equal(madeByHelm(run.requests), [])
  }
  const revisions = ['1 superseded: Install complete', '2 deployed: Upgrade complete']
  assert.equal(await history(scene.lab, name, namespace), revisions)
  await scene.plain(['uninstall', name, '-n', namespace])
}

async function isRefused(scene: Scene, name: string, { folder, namespace, reason }: RefusedChart): Promise<void> {
  const run = await scene.rendered(['upgrade', '--install', name, folder, '-n', namespace])
  assert.is(run.exitCode, 1)
  assert.match(run.stderr, reason)
  assert.match(run.stderr, 'nothing was changed')
  assert.equal(driveWrites(run.requests), [])
}

async function isRefusedByHelm(scene: Scene, name: string, { folder, namespace, reason }: RefusedChart): Promise<void> {
  const run = await scene.lab.helm(['install', name, folder, '-n', namespace])
  assert.is(run.exitCode, 1)
  assert.match(run.stderr, reason)
}

interface Chart {
  readonly folder: string
  readonly objects: readonly KubeObject[]
  readonly namespace: string
}

interface RefusedChart extends Chart {
  readonly reason: string
}

function withChart(name: string, title: string, run: (scene: Scene, chart: Chart) => Promise<void>): void {
  real(`${name} ${title}`, async (scene) => {
    const file = sharedPath('corpus', name, 'rendered.yaml')
    if (file === undefined) return skip('no ../shared')
    const text = readFileSync(file, 'utf8')
    const objects = objectsOf(text)
    const namespace = namespaceOf(objects, scene.namespace)
    await prepare(scene.plane, objects, namespace)
    await withChartOf(text, (folder) => run(scene, { folder, objects, namespace }))
  })
}

const isChosen = (name: string): boolean => process.env['HOOKSYNC_ALL_CHARTS'] === '1' || SAMPLE.includes(name)

for (const name of THROUGH.filter(isChosen)) {
  withChart(name, 'is installed, upgraded and uninstalled', (scene, chart) => comesThrough(scene, name, chart))
}

for (const [name, reason] of Object.entries(REFUSED).filter(([chart]) => isChosen(chart))) {
  const check = name === REFUSED_BY_HELM ? isRefusedByHelm : isRefused
  withChart(name, `is refused: ${reason}`, (scene, chart) => check(scene, name, { ...chart, reason }))
}

test.run()
