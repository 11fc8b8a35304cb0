// Objects that a simulated cluster brings to life: Jobs, Deployments and what stands beside them, steered by lab annotations.
import type { Json, JsonObject, KubeObject } from '../../src/object/kube-object.ts'
import { annotate } from './objects.ts'

/** What differs from the usual; the short names are those of `annotate`. */
export interface Making {
  readonly hook?: string
  readonly policy?: string
  readonly wave?: string
  readonly options?: string
  /** The value of `hooksync.dev/timeout`. */
  readonly timeout?: string
  /** The value of `hooksync.dev/fail-fast`. */
  readonly failFast?: string
  /** Fates of pods, without `lab/`: `{ 'run-for': '5s' }`. */
  readonly lab?: Readonly<Record<string, string>>
  readonly spec?: Readonly<Record<string, Json>>
  readonly namespace?: string
  readonly image?: string
  readonly serviceAccount?: string
}

/** A Job with one pod that is done at once and is not tried again. */
export function job(name: string, making: Making = {}): KubeObject {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: metadata(name, making),
    spec: { backoffLimit: 0, ...making.spec, template: podTemplate(making, { restartPolicy: 'Never' }) },
  }
}

/** A Deployment with one replica that is ready at once. */
export function deployment(name: string, making: Making = {}): KubeObject {
  const labels = { app: name }
  const template = podTemplate(making, {})
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadata(name, making),
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      ...making.spec,
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  }
}

/** A ConfigMap. */
export function configMap(
  name: string,
  making: Making & { readonly data?: Readonly<Record<string, string>> } = {},
): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: metadata(name, making),
    data: making.data ?? { key: 'value' },
  }
}

/** An object of a kind that needs nothing but a name. */
export function bare(apiVersion: string, kind: string, name: string, making: Making = {}): KubeObject {
  return { apiVersion, kind, metadata: metadata(name, making) }
}

/** A binding of one user to a role. */
export function binding(
  kind: 'RoleBinding' | 'ClusterRoleBinding',
  name: string,
  making: Making & { readonly role: JsonObject },
): KubeObject {
  const subjects = [{ kind: 'User', name: 'jo', apiGroup: 'rbac.authorization.k8s.io' }]
  return { ...bare('rbac.authorization.k8s.io/v1', kind, name, making), roleRef: making.role, subjects }
}

/** The definition of `Widget` in `lab.example.com/v1`, and one of them. */
export function widgetDefinition(making: Making = {}): KubeObject {
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } }
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: metadata('widgets.lab.example.com', making),
    spec: {
      group: 'lab.example.com',
      scope: 'Namespaced',
      names: { plural: 'widgets', singular: 'widget', kind: 'Widget', listKind: 'WidgetList' },
      versions: [{ name: 'v1', served: true, storage: true, schema }],
    },
  }
}

function metadata(name: string, making: Making): KubeObject['metadata'] {
  const { timeout, failFast, namespace } = making
  const annotations = {
    ...annotate(making),
    ...(timeout === undefined ? {} : { 'hooksync.dev/timeout': timeout }),
    ...(failFast === undefined ? {} : { 'hooksync.dev/fail-fast': failFast }),
  }
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
  }
}

function podTemplate(making: Making, spec: JsonObject): { readonly metadata: JsonObject; readonly spec: JsonObject } {
  const lab = Object.entries(making.lab ?? {}).map(([fate, value]) => [`lab/${fate}`, value])
  const { image = 'registry.example.com/app:1', serviceAccount } = making
  const account = serviceAccount === undefined ? {} : { serviceAccountName: serviceAccount }
  return {
    metadata: { annotations: Object.fromEntries(lab) },
    spec: { ...spec, ...account, containers: [{ name: 'main', image }] },
  }
}

/** The lock of an application whose run was killed: nobody has renewed it since, long ago unless told otherwise. */
export function leftLock(app: string, renewTime = '2020-01-01T00:00:00.000000Z'): KubeObject {
  const spec = { holderIdentity: 'root@vm (process 7)', leaseDurationSeconds: 15, renewTime }
  const named = { name: `hooksync-${app}`, namespace: 'demo' }
  return { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: named, spec }
}
