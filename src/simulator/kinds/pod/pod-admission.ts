// What the server asks of a new pod: its ServiceAccount is there (kubernetes/kubernetes:plugin/pkg/admission/serviceaccount/admission.go).
import { stringField } from '../../../object/kube-object.ts'
import type { KubeObject } from '../../../object/kube-object.ts'
import type { Store } from '../../server/store.ts'

/** Says why a pod may not be made, in the server's words; undefined: it may. */
export type PodAdmission = (pod: KubeObject) => string | undefined

/** The usual admission. `assumed` are objects that are taken to be there although nothing has made them. */
export function createPodAdmission(store: Pick<Store, 'get'>, assumed: readonly KubeObject[]): PodAdmission {
  const accounts = new Set(assumed.filter(({ kind }) => kind === 'ServiceAccount').map(nameOf))
  return (pod) => {
    const account = accountOf(pod)
    const { namespace = '', name, generateName = '' } = pod.metadata
    // Every namespace is given the account `default`.
    if (account === 'default' || accounts.has(`${namespace}/${account}`)) return undefined
    if (store.get({ group: '', kind: 'ServiceAccount', namespace, name: account }) !== undefined) return undefined
    const why = `error looking up service account ${namespace}/${account}: serviceaccount "${account}" not found`
    return `pods "${name ?? generateName}" is forbidden: ${why}`
  }
}

/** An admission that asks nothing. */
export function admitEveryPod(): undefined {
  return undefined
}

function accountOf(pod: KubeObject): string {
  const named = stringField(pod, 'spec', 'serviceAccountName') ?? stringField(pod, 'spec', 'serviceAccount') ?? ''
  return named === '' ? 'default' : named
}

function nameOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name ?? ''}`
}
