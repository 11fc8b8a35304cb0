// The controller that fills Secrets with the tokens of ServiceAccounts.
import { field, stringField } from '../../../object/kube-object.ts'
import type { KubeObject } from '../../../object/kube-object.ts'
import { objectField } from '../../server/object-edits.ts'
import { deleteAction, IDLE, isDeleting, REACTION_MS } from '../../stages/stage.ts'
import type { Stage } from '../../stages/stage.ts'

/**
 * A Secret of type service-account-token has its token a moment after it came, or is gone: without its ServiceAccount it
 * is deleted (kubernetes/kubernetes:pkg/controller/serviceaccount/tokens_controller.go).
 */
export const tokenStage: Stage = {
  name: 'token',
  affects: ({ key, type, object }, world) => {
    if (key.group !== '') return []
    if (key.kind === 'Secret') return type !== 'deleted' && isToken(object) ? [{ key, delay: REACTION_MS }] : []
    if (key.kind !== 'ServiceAccount' || type !== 'deleted') return []
    return world
      .list('', 'Secret', key.namespace)
      .filter((secret) => isToken(secret) && accountOf(secret) === key.name)
      .map(({ metadata }) => ({ key: { ...key, kind: 'Secret', name: metadata.name ?? '' }, delay: REACTION_MS }))
  },
  visit: (secret, world) => {
    if (!isToken(secret) || isDeleting(secret)) return IDLE
    const namespace = secret.metadata.namespace ?? ''
    const account = world.get({ group: '', kind: 'ServiceAccount', namespace, name: accountOf(secret) ?? '' })
    if (account === undefined) return { actions: [deleteAction(secret)] }
    if (field(secret, 'data', 'token') !== undefined) return IDLE
    const annotations = {
      ...secret.metadata.annotations,
      'kubernetes.io/service-account.uid': account.metadata.uid ?? '',
    }
    const data = { 'ca.crt': 'bGFi', namespace: btoa(namespace), token: 'bGFi', ...objectField(secret, 'data') }
    const filled = { ...secret, metadata: { ...secret.metadata, annotations }, data }
    return { actions: [{ do: 'update', object: filled }] }
  },
}

function isToken(secret: KubeObject): boolean {
  return stringField(secret, 'type') === 'kubernetes.io/service-account-token'
}

function accountOf(secret: KubeObject): string | undefined {
  return secret.metadata.annotations?.['kubernetes.io/service-account.name']
}
