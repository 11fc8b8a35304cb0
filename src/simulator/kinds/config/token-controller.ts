// The controller that fills Secrets with the tokens of ServiceAccounts.
import { field, stringField } from '../../../object/kube-object.ts'
import type { KubeObject } from '../../../object/kube-object.ts'
import { objectField } from '../../server/object-edits.ts'
import { deleteAction, IDLE, isDeleting, ofKind, visitsTo } from '../../stages/stage.ts'
import type { Stage } from '../../stages/stage.ts'

/**
 * A Secret of type service-account-token has its token a moment after it came, or is gone: without its ServiceAccount it
 * is deleted (kubernetes/kubernetes:pkg/controller/serviceaccount/tokens_controller.go).
 */
export const tokenStage: Stage = {
  name: 'token',
  affects: (change, world) => {
    const { key, type, object } = change
    if (key.kind === 'Secret') return isToken(object) ? ofKind('', 'Secret')(change) : []
    if (key.group !== '' || key.kind !== 'ServiceAccount' || type !== 'deleted') return []
    const secrets = world.list('', 'Secret', key.namespace)
    return visitsTo(secrets.filter((secret) => isToken(secret) && accountOf(secret) === key.name))
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
