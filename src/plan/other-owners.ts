// Who has an object beside us, by what Argo CD and Helm write on it, and from whom it was taken.
import { defined } from '../object/defined.ts'
import { field } from '../object/kube-object.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { managedFieldsOf } from '../object/managed-fields.ts'

/** Annotation on what was taken: the ids of those who had it, of whom alone it is not asked again. */
export const TAKEN_FROM = 'hooksync.dev/taken-from'

/** Label by which Argo CD tracks where it does not by annotation; charts write it, too. */
const INSTANCE = 'app.kubernetes.io/instance'

/** Who writes it for Argo CD (argo-cd:common/common.go, ArgoCDSSAManager). */
const ARGO_CD = 'argocd-controller'

/** Somebody whose mark is on an object. */
interface Owner {
  readonly id: string
  readonly text: string
}

/** Who has an object by the marks of Argo CD or Helm on it, as a sentence; undefined: nobody, or it was taken from all of them. */
export function ownerBeside(object: KubeObject): string | undefined {
  const taken = takenOf(object)
  return ownersOf(object).find(({ id }) => !taken.includes(id))?.text
}

/** The annotation, of those whose marks are known: who had what is there when it was taken, who has it where it is taken now, and whom its manifest itself names. */
export function takenAnnotation(
  manifest: KubeObject,
  live: KubeObject | undefined,
  takes: boolean,
): Readonly<Record<string, string>> {
  const before = live === undefined ? [] : takenOf(live)
  const now = live === undefined || !takes ? [] : ownersOf(live)
  const ids = [...new Set([...before, ...[...ownersOf(manifest), ...now].map(({ id }) => id)])]
  return ids.length === 0 ? {} : { [TAKEN_FROM]: ids.toSorted().join(',') }
}

function takenOf({ metadata }: KubeObject): readonly string[] {
  return metadata.annotations?.[TAKEN_FROM]?.split(',') ?? []
}

function ownersOf(object: KubeObject): readonly Owner[] {
  const { argo, helm } = { argo: argoOf(object), helm: helmOf(object) }
  return Object.values(defined({ argo, helm }))
}

function argoOf(object: KubeObject): Owner | undefined {
  const { annotations = {}, labels = {} } = object.metadata
  const tracking = annotations['argocd.argoproj.io/tracking-id']
  const name = tracking === undefined ? labels[INSTANCE] : tracking.split(':')[0]
  if (name === undefined || (tracking === undefined && !isArgoLabel(object))) return undefined
  return { id: `argocd/${name}`, text: `Argo CD's application ${name} tracks it` }
}

function isArgoLabel(object: KubeObject): boolean {
  return managedFieldsOf(object).some(
    ({ manager, fields }) =>
      manager === ARGO_CD && field(fields, 'f:metadata', 'f:labels', `f:${INSTANCE}`) !== undefined,
  )
}

function helmOf({ metadata: { annotations = {}, labels = {} } }: KubeObject): Owner | undefined {
  const release = annotations['meta.helm.sh/release-name']
  if (release === undefined || labels['app.kubernetes.io/managed-by'] !== 'Helm') return undefined
  const namespace = annotations['meta.helm.sh/release-namespace'] ?? ''
  return { id: `helm/${namespace}/${release}`, text: `Helm release ${release} of namespace ${namespace} owns it` }
}
