// Stories of objects that are applied again and again, for a comparison with kubectl. Data only.
import type { Json, JsonObject } from '../../src/object/kube-object.ts'

/** The container of the web Deployment. */
export const container = (more: JsonObject): Json => ({ name: 'web', image: 'web:1', ...more })
/** A Deployment of a pod spec. */
export const deployment = (spec: JsonObject, more: JsonObject = {}, metadata: JsonObject = {}): JsonObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', ...metadata },
  spec: {
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec },
    ...more,
  },
})

/** A change that somebody else makes between two applies. */
export type Foreign = readonly [kubectl: readonly string[]]
/** What is applied, step by step. */
export type Story = readonly (JsonObject | Foreign)[]

/** By what happens in them. */
export const STORIES: Readonly<Record<string, Story>> = {
  'fields come, change and go': [
    deployment(
      {
        containers: [
          container({
            env: [
              { name: 'A', value: '1' },
              { name: 'B', value: '2' },
            ],
            args: ['x', 'y'],
          }),
        ],
      },
      { replicas: 2 },
    ),
    deployment({
      containers: [
        container({
          env: [
            { name: 'B', value: '3' },
            { name: 'C', value: '$(B)' },
          ],
          args: ['y'],
        }),
      ],
    }),
    deployment(
      { containers: [container({ image: 'web:2' })], terminationGracePeriodSeconds: 5 },
      {},
      { labels: { a: 'b' } },
    ),
    deployment(
      { containers: [container({ image: 'web:2' })], terminationGracePeriodSeconds: 5 },
      {},
      { labels: { a: 'b' } },
    ),
  ],
  'containers are reordered, added and removed': [
    deployment({
      containers: [container({}), { name: 'a', image: 'a' }],
      initContainers: [
        { name: 'i1', image: 'i' },
        { name: 'i2', image: 'i' },
      ],
    }),
    deployment({
      containers: [{ name: 'b', image: 'b' }, container({})],
      initContainers: [
        { name: 'i2', image: 'i' },
        { name: 'i1', image: 'i' },
      ],
    }),
    deployment({ containers: [container({})] }),
  ],
  'a sidecar and a label of somebody else stay': [
    deployment({ containers: [container({})] }),
    [
      [
        'patch',
        'deployment/web',
        '--type=strategic',
        '-p',
        JSON.stringify({
          metadata: { labels: { theirs: '1' } },
          spec: { template: { spec: { containers: [{ name: 'sidecar', image: 's' }] } } },
        }),
      ],
    ],
    deployment({ containers: [container({ image: 'web:2' })] }),
  ],
  'one strategy, one volume source, one probe replaces another': [
    deployment(
      {
        containers: [container({ livenessProbe: { tcpSocket: { port: 80 } } })],
        volumes: [{ name: 'data', emptyDir: {} }],
      },
      { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } },
    ),
    deployment(
      {
        containers: [container({ livenessProbe: { httpGet: { port: 80 } } })],
        volumes: [{ name: 'data', configMap: { name: 'c' } }],
      },
      { strategy: { type: 'Recreate' } },
    ),
  ],
  'finalizers of several owners': [
    deployment({ containers: [container({})] }, {}, { finalizers: ['example.com/a', 'example.com/b'] }),
    [
      [
        'patch',
        'deployment/web',
        '--type=json',
        '-p',
        '[{"op":"add","path":"/metadata/finalizers/-","value":"example.com/theirs"}]',
      ],
    ],
    deployment({ containers: [container({})] }, {}, { finalizers: ['example.com/b', 'example.com/c'] }),
  ],
  'a Service loses a port and gets an annotation with <html> & more': [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web' },
      spec: {
        selector: { app: 'web' },
        ports: [
          { name: 'http', port: 80 },
          { name: 'admin', port: 81 },
        ],
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', annotations: { text: '<a href="x">&amp;\u2028é</a>' } },
      spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 'web' }] },
    },
  ],
  'a null takes a field away': [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'web', creationTimestamp: null },
      data: { a: '1', b: '2' },
    },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'web', creationTimestamp: null },
      data: { a: '1', b: null },
    },
  ],
  'a custom resource: lists are replaced': [
    {
      apiVersion: 'lab.example.com/v1',
      kind: 'Gadget',
      metadata: { name: 'web' },
      spec: { list: [{ name: 'a' }, { name: 'b' }], map: { x: 1, y: 2 } },
    },
    [['patch', 'gadget/web', '--type=merge', '-p', '{"spec":{"map":{"theirs":1}},"other":true}']],
    {
      apiVersion: 'lab.example.com/v1',
      kind: 'Gadget',
      metadata: { name: 'web' },
      spec: { list: [{ name: 'b' }], map: { y: 3 } },
    },
  ],
}
