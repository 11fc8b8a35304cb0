// What a run has left in a namespace, as text that two runs can be compared by: no uid, no time, no version.
import type { Eyes, Live } from './eyes.ts'
import { ALARM } from './workload.ts'

/** The state of a namespace: a text for each object, by its kind and name. */
export type State = ReadonlyMap<string, string>

const ALWAYS_THERE = ['kube-root-ca.crt', 'default']

/** Reads the state of a namespace. */
export async function readState(eyes: Eyes, namespace: string): Promise<State> {
  const paths = [
    `/apis/batch/v1/namespaces/${namespace}/jobs`,
    `/apis/apps/v1/namespaces/${namespace}/deployments`,
    `/api/v1/namespaces/${namespace}/configmaps`,
    `/api/v1/namespaces/${namespace}/serviceaccounts`,
  ]
  const state = new Map<string, string>()
  for (const path of paths) {
    const resource = path.split('/').at(-1) ?? ''
    for (const item of await eyes.list(path)) {
      if ([...ALWAYS_THERE, ALARM].includes(item.metadata.name)) continue
      state.set(`${resource} ${item.metadata.name}`, describe(item))
    }
  }
  return state
}

/** How a state differs from what it should be; empty if it does not. */
export function differences(state: State, reference: State): readonly string[] {
  const names = [...new Set([...reference.keys(), ...state.keys()])]
  return names.flatMap((name) => {
    const [is, should] = [state.get(name), reference.get(name)]
    if (is === should) return []
    if (is === undefined) return `${name} is missing`
    return should === undefined ? `${name} is left` : `${name} differs: ${firstDifference(is, should)}`
  })
}

/** The state once it is the reference, or as it is when it has not become it within some seconds: controllers need a moment. */
export async function settle(eyes: Eyes, namespace: string, reference: State): Promise<readonly string[]> {
  const patience = Date.now() + 8000
  for (;;) {
    const found = differences(await readState(eyes, namespace), reference)
    if (found.length === 0 || Date.now() > patience) return found
    await eyes.changed(namespace, 250)
  }
}

function describe({ metadata, spec, data, status }: Live): string {
  const { labels, annotations, managedFields = [], deletionTimestamp } = metadata
  const managers = [
    ...new Set(
      managedFields.map(({ manager, operation, subresource = '' }) => `${manager} ${operation} ${subresource}`),
    ),
  ].toSorted()
  const parts = {
    labels,
    annotations: { ...annotations, 'deployment.kubernetes.io/revision': undefined },
    managers,
    deleted: deletionTimestamp !== undefined,
    spec,
    data,
    complete: status?.conditions?.some(({ type, status: is }) => type === 'Complete' && is === 'True'),
    seen: status?.observedGeneration === metadata.generation,
    available: status?.availableReplicas,
    updated: status?.updatedReplicas,
    replicas: status?.replicas,
  }
  // The id of an application is of its namespace.
  return JSON.stringify(parts)
    .replaceAll(metadata.uid, 'UID')
    .replaceAll(/applyset-[\w-]+-v1/g, 'APPLYSET')
    .replaceAll(metadata.namespace ?? '', 'NAMESPACE')
}

function firstDifference(is: string, should: string): string {
  let at = 0
  while (is[at] === should[at]) at += 1
  const from = Math.max(0, at - 20)
  return `…${is.slice(from, at + 60)}… instead of …${should.slice(from, at + 60)}…`
}
