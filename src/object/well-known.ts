// Names and kinds that several parts go by. Pure.
import type { Json } from './kube-object.ts'

/** kubectl's annotation, in which client-side apply keeps the manifest that it applied last: of a Secret its values too. */
export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'

/**
 * Argo CD's finalizer on a hook whose result is still to be read: such an object is judged although it is being deleted.
 * We never set it, and take it off what we replace or delete.
 */
export const HOOK_FINALIZER = 'argocd.argoproj.io/hook-finalizer'

/** The namespaces that every cluster has. */
export const SYSTEM_NAMESPACES: readonly string[] = ['default', 'kube-node-lease', 'kube-public', 'kube-system']

/**
 * Whether an annotation holds no part of its object: those that we, Argo CD and Helm read, and what a token is for. Of a
 * Secret no other is told, for many a tool keeps the whole object in one.
 */
export function isPlainAnnotation(name: string): boolean {
  return /^(?:argocd\.argoproj\.io|helm\.sh|meta\.helm\.sh|hooksync\.dev)\/|^kubernetes\.io\/service-account\.name$/.test(
    name,
  )
}

/** Whether an object is a Secret, whose values are never told. */
export function isSecret({ apiVersion, kind }: Readonly<Record<'apiVersion' | 'kind', Json | undefined>>): boolean {
  return apiVersion === 'v1' && kind === 'Secret'
}
