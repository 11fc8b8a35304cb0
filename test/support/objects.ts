// Builds small objects and manifests for tests.
import type { Json, KubeObject } from '../../src/object/kube-object.ts'
import type { Manifest } from '../../src/manifest/manifest.ts'

const API_VERSIONS: Readonly<Record<string, string>> = {
  Job: 'batch/v1',
  Deployment: 'apps/v1',
  StatefulSet: 'apps/v1',
  ClusterRole: 'rbac.authorization.k8s.io/v1',
  Ingress: 'networking.k8s.io/v1',
  APIService: 'apiregistration.k8s.io/v1',
  CustomResourceDefinition: 'apiextensions.k8s.io/v1',
  Widget: 'lab.example.com/v1',
}

/** What differs from a bare object of the kind. */
export interface Parts {
  readonly annotations?: Readonly<Record<string, string>>
  readonly namespace?: string
  readonly generateName?: string
  readonly fields?: Readonly<Record<string, Json>>
}

/** `object('Job', 'mig', { annotations: { … } })`; name '' leaves the name out. */
export function object(kind: string, name: string, parts: Parts = {}): KubeObject {
  const { annotations, namespace, generateName, fields } = parts
  return {
    apiVersion: API_VERSIONS[kind] ?? 'v1',
    kind,
    metadata: {
      ...(name === '' ? {} : { name }),
      ...(generateName === undefined ? {} : { generateName }),
      ...(namespace === undefined ? {} : { namespace }),
      ...(annotations === undefined ? {} : { annotations }),
    },
    ...fields,
  }
}

/** The manifest of an object, at a line of `in.yaml`. */
export function manifest(value: KubeObject, line = 1): Manifest {
  return { object: value, location: { source: 'in.yaml', line, column: 1 }, annotationLocations: {} }
}

/** Annotations by their short names: `annotate({ hook: 'PreSync', wave: '5' })`. */
export function annotate(short: {
  readonly hook?: string
  readonly policy?: string
  readonly wave?: string
  readonly options?: string
  readonly helm?: string
  readonly helmPolicy?: string
  readonly weight?: string
}): Readonly<Record<string, string>> {
  const pairs: readonly (readonly [string, string | undefined])[] = [
    ['argocd.argoproj.io/hook', short.hook],
    ['argocd.argoproj.io/hook-delete-policy', short.policy],
    ['argocd.argoproj.io/sync-wave', short.wave],
    ['argocd.argoproj.io/sync-options', short.options],
    ['helm.sh/hook', short.helm],
    ['helm.sh/hook-delete-policy', short.helmPolicy],
    ['helm.sh/hook-weight', short.weight],
  ]
  return Object.fromEntries(pairs.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
}
