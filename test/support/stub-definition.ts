// The definition of a kind that only a test knows: any fields, and a status that is written apart, as operators write it.
import type { KubeObject } from '../../src/object/kube-object.ts'

/** A kind of version v1 in namespaces. */
export interface StubKind {
  readonly group: string
  readonly kind: string
  readonly plural: string
  readonly shortNames?: string[]
  readonly annotations?: Readonly<Record<string, string>>
}

/** Its CustomResourceDefinition. */
export function stubDefinition({ group, kind, plural, shortNames, annotations }: StubKind): KubeObject {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}`, ...(annotations === undefined ? {} : { annotations }) },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind, plural, ...(shortNames === undefined ? {} : { shortNames }) },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          subresources: { status: {} },
          schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
        },
      ],
    },
  }
}
