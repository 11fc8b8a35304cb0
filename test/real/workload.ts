// Objects for the tests on a real API server: Jobs and Deployments whose pods do what their annotations say.
import type { JsonObject, KubeObject } from '../../src/object/kube-object.ts'
import { annotate, object } from '../support/objects.ts'

/** How a Job behaves. */
export interface JobParts {
  /** Annotations of the Job by their short names. */
  readonly hook?: Parameters<typeof annotate>[0]
  /** Annotations of its pod: `lab/exit-code`, `lab/log`, `lab/run-for`… */
  readonly lab?: Readonly<Record<string, string>>
  readonly spec?: JsonObject
}

/** A Job that is tried once. */
export function job(name: string, parts: JobParts = {}): KubeObject {
  return object('Job', name, {
    annotations: annotate(parts.hook ?? {}),
    fields: {
      spec: {
        backoffLimit: 0,
        template: {
          metadata: { annotations: parts.lab ?? {} },
          spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'busybox' }] },
        },
        ...parts.spec,
      },
    },
  })
}

/** A Deployment of one pod. */
export function deployment(name: string, spec: JsonObject = {}): KubeObject {
  return object('Deployment', name, {
    fields: {
      spec: {
        replicas: 1,
        selector: { matchLabels: { app: name } },
        template: {
          metadata: { labels: { app: name } },
          spec: { containers: [{ name: 'main', image: 'nginx' }] },
        },
        ...spec,
      },
    },
  })
}

/** A ConfigMap of one value. */
export function configMap(name: string, value = '1'): KubeObject {
  return object('ConfigMap', name, { fields: { data: { value } } })
}
