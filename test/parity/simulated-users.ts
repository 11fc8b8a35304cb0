// What other users do on a simulated cluster around a case: the few kubectl commands that cases use.
import type { Cluster } from '../../src/cluster/port.ts'
import { parseJson } from '../../src/object/json.ts'
import { isJsonObject } from '../../src/object/kube-object.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { groupVersionKind } from '../../src/object/resource-key.ts'
import { inPlace } from '../support/in-place.ts'

/** `kubectl apply` of objects, in the namespace `demo` unless they name another. */
export async function putAll(cluster: Cluster, objects: readonly KubeObject[]): Promise<void> {
  for (const object of objects) {
    const type = await cluster.resolve(groupVersionKind(object), { fresh: true })
    if (type === undefined) throw new Error(`no type for ${object.apiVersion} ${object.kind}`)
    const placed = type.namespaced ? { ...object, metadata: { namespace: 'demo', ...object.metadata } } : object
    await cluster.apply(...inPlace(type, placed), {
      method: 'client-side',
      force: true,
      fieldManager: 'kubectl-client-side-apply',
    })
  }
}

/** `patch KIND NAME -p JSON` or `delete KIND NAME`, in the namespace `demo`. */
export async function actLikeKubectl(cluster: Cluster, args: readonly string[]): Promise<void> {
  const [verb, kind = '', name = ''] = args
  const wanted = kind === 'job' ? { group: 'batch', kind: 'Job' } : { group: '', kind: 'ConfigMap' }
  const type = await cluster.resolve({ ...wanted, version: 'v1' })
  if (type === undefined) throw new Error(`no type for ${kind}`)
  const ref = { type, namespace: 'demo', name }
  if (verb === 'delete') {
    await cluster.delete(ref, { propagation: 'Background' })
    return
  }
  const body = parseJson(args[args.indexOf('-p') + 1] ?? '{}')
  if (!isJsonObject(body)) throw new Error(`no patch in ${args.join(' ')}`)
  await cluster.patch(ref, { type: 'merge', body }, { fieldManager: 'kubectl-patch' })
}
