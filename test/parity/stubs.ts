// Permissive definitions for custom resources whose own are nowhere in the stream, as the recordings had them.
import type { KubeObject } from '../../src/object/kube-object.ts'
import { groupVersionKind } from '../../src/object/resource-key.ts'
import type { ParityCase } from './cases.ts'

/** How a recording marks a stub without namespaces. */
export const CLUSTER_SUFFIX = ' (cluster)'

/** One definition for each `group/Kind`; scope and plural are read off the recording. */
export function stubDefinitions(parity: ParityCase, objects: readonly KubeObject[]): readonly KubeObject[] {
  return parity.expected.stubs.map((recorded) => {
    const stub = recorded.replace(CLUSTER_SUFFIX, '')
    const slash = stub.lastIndexOf('/')
    const [group, kind] = [stub.slice(0, slash), stub.slice(slash + 1)]
    const kinds = objects.map(groupVersionKind).filter((gvk) => gvk.group === group && gvk.kind === kind)
    const versions = [...new Set(kinds.map((gvk) => gvk.version))]
    const plural = pluralOf(parity, group, kind)
    return {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: {
        name: `${plural}.${group}`,
        ...(group.endsWith('.k8s.io')
          ? { annotations: { 'api-approved.kubernetes.io': 'unapproved, for a test' } }
          : {}),
      },
      spec: {
        group,
        scope: recorded.endsWith(CLUSTER_SUFFIX) || isClusterScoped(parity, stub) ? 'Cluster' : 'Namespaced',
        names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
        versions: versions.map((name, index) => ({
          name,
          served: true,
          storage: index === 0,
          schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
        })),
      },
    }
  })
}

function isClusterScoped(parity: ParityCase, stub: string): boolean {
  const lines = parity.expected.steps.flat().filter((line) => line.split(' ')[1] === stub)
  return lines.length > 0 && lines.every((line) => !(line.split(' ')[2] ?? '').includes('/'))
}

function pluralOf(parity: ParityCase, group: string, kind: string): string {
  const word = kind.toLowerCase()
  const recorded = parity.expected.writes.find(
    (write) =>
      write.group === group && write.resource.startsWith(word.slice(0, -1)) && write.resource.length <= word.length + 3,
  )
  if (recorded !== undefined) return recorded.resource
  if (word.endsWith('y')) return `${word.slice(0, -1)}ies`
  return /(s|x|ch|sh)$/.test(word) ? `${word}es` : `${word}s`
}
