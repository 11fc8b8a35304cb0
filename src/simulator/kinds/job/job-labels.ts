// The labels by which a Job knows its pods.
import type { KubeObject } from '../../../object/kube-object.ts'

/** The one that its selector looks for. */
export const UID_LABEL = 'batch.kubernetes.io/controller-uid'

/** What the pods of a Job are labelled with. */
export function labelsOfJob({ metadata }: KubeObject): Readonly<Record<string, string>> {
  const { uid = '', name = '' } = metadata
  return { [UID_LABEL]: uid, 'batch.kubernetes.io/job-name': name, 'controller-uid': uid, 'job-name': name }
}
