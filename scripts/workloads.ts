// The workloads of the benchmark, as objects in waves. Knows nothing about who applies them.
import { stringify } from 'yaml'

/** Objects that are applied at once; what follows waits until they are complete and ready. */
export interface Wave {
  readonly phase: 'PreSync' | 'Sync' | 'PostSync'
  readonly number: number
  readonly objects: readonly BenchObject[]
}

type Annotations = Readonly<Record<string, string>>

/** An object as it is sent. */
export interface BenchObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace: string; readonly annotations: Annotations }
  readonly [field: string]: unknown
}

/** Where it goes, and a word in every object that tells one variant from another. */
export interface Variant {
  readonly namespace: string
  readonly mark: string
}

/** So many ConfigMaps in one wave: W1 has 300, the memory run 2,000. */
export function configMaps(count: number, variant: Variant): readonly Wave[] {
  return [{ phase: 'Sync', number: 0, objects: many(count, (index) => configMap(`settings-${index}`, variant)) }]
}

/** W3: five hook Jobs of 300 ms, one after another. */
export function jobChain(variant: Variant): readonly Wave[] {
  return many(5, (index) => ({
    phase: 'PreSync',
    number: index,
    objects: [hookJob(`step-${index}`, 'PreSync', index, variant)],
  }))
}

/** W4: ten waves of a Deployment that is ready at once and three ConfigMaps. */
export function tenWaves(variant: Variant): readonly Wave[] {
  return many(10, (wave) => ({
    phase: 'Sync',
    number: wave,
    objects: [
      ...many(3, (index) => configMap(`settings-${wave}-${index}`, variant, wave)),
      deployment(`app-${wave}`, variant, wave),
    ],
  }))
}

/** W5: a small application: 25 objects with a PreSync Job, two Deployments and a PostSync Job. */
export function smallApp(variant: Variant): readonly Wave[] {
  const plain = [
    ...many(2, (index) => object('v1 ServiceAccount', `account-${index}`, variant)),
    ...many(5, (index) => ({ ...object('v1 Secret', `secret-${index}`, variant), stringData: { key: variant.mark } })),
    ...many(10, (index) => configMap(`settings-${index}`, variant)),
    ...many(4, (index) => ({
      ...object('v1 Service', `service-${index}`, variant),
      spec: { selector: { app: `app-${index}` }, ports: [{ port: 80 }] },
    })),
    ...many(2, (index) => deployment(`app-${index}`, variant, 0)),
  ]
  return [
    { phase: 'PreSync', number: 0, objects: [hookJob('migrate', 'PreSync', 0, variant)] },
    { phase: 'Sync', number: 0, objects: plain },
    { phase: 'PostSync', number: 0, objects: [hookJob('smoke-test', 'PostSync', 0, variant)] },
  ]
}

/** As a YAML stream; a JSON document is a YAML document. */
export function toStream(waves: readonly Wave[]): string {
  return waves.flatMap((wave) => wave.objects.map((item) => `---\n${stringify(item)}`)).join('')
}

function configMap(name: string, variant: Variant, wave = 0): BenchObject {
  return { ...object('v1 ConfigMap', name, variant, waveOf(wave)), data: { mark: variant.mark, text: 'x'.repeat(200) } }
}

function deployment(name: string, variant: Variant, wave: number): BenchObject {
  const containers = [{ name: 'app', image: 'nginx', env: [{ name: 'MARK', value: variant.mark }] }]
  const template = { metadata: { labels: { app: name } }, spec: { containers } }
  return {
    ...object('apps/v1 Deployment', name, variant, waveOf(wave)),
    spec: { replicas: 1, selector: { matchLabels: { app: name } }, template },
  }
}

function hookJob(name: string, phase: string, wave: number, variant: Variant): BenchObject {
  const annotations = { 'argocd.argoproj.io/hook': phase, ...waveOf(wave) }
  const spec = { restartPolicy: 'Never', containers: [{ name: 'job', image: 'busybox', args: [variant.mark] }] }
  const template = { metadata: { annotations: { 'lab/run-for': '300ms' } }, spec }
  return { ...object('batch/v1 Job', name, variant, annotations), spec: { backoffLimit: 0, template } }
}

function waveOf(wave: number): Annotations {
  return wave === 0 ? {} : { 'argocd.argoproj.io/sync-wave': String(wave) }
}

function object(type: string, name: string, variant: Variant, annotations: Annotations = {}): BenchObject {
  const [apiVersion = '', kind = ''] = type.split(' ')
  return { apiVersion, kind, metadata: { name, namespace: variant.namespace, annotations } }
}

function many<Item>(count: number, make: (index: number) => Item): readonly Item[] {
  return Array.from({ length: count }, (_, index) => make(index))
}
