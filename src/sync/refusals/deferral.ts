// What the server refuses in a dry run and will not refuse in the real one. Asks nobody.
import { NAMESPACE_LEAVES } from '../../object/server-words.ts'
import { stringField } from '../../object/kube-object.ts'
import type { SyncTask } from '../../plan/sync-plan.ts'
import type { ClusterError } from '../../errors.ts'
import { NO_NAMESPACE } from './cluster-fault.ts'
import type { Run } from '../run.ts'
import { postponedText } from '../tell/waiting.ts'
import { liveObject } from '../view.ts'
import { namespaceComesAnew, willBeCreatedAgain } from '../gate/dry-run.ts'
import { isMadeAnew } from '../act/made-anew.ts'
import { deadWebhook } from './webhook.ts'

/** Why an object is checked only later, when its turn comes. */
export interface Deferral {
  readonly what: 'namespace' | 'webhook' | 'other'
  readonly text: string
}

/** What is missing comes with this very run, or a webhook cannot be asked without a trace. */
export function broughtByThisRun(run: Run, task: SyncTask, error: ClusterError): Deferral | undefined {
  const { message } = error
  const dead = deadWebhook(error)
  if (dead !== undefined) return { what: 'webhook', text: postponedText(dead) }
  const brings = (kind: string, name: string | undefined): boolean =>
    run.plan.tasks.some((other) => other.action === 'apply' && other.key.kind === kind && other.key.name === name)
  const { namespace } = task.key
  // The object that holds these goes before the new one comes.
  const held = /(provided (node)?port is already allocated|exceeded quota)/i.test(message)
  const goesFirst = willBeCreatedAgain(run, task) || isMadeAnew(run, task, liveObject(run.observer.view, task.key))
  if (held && goesFirst) return { what: 'other', text: message }
  if (NO_NAMESPACE.test(message) && brings('Namespace', namespace)) {
    return { what: 'namespace', text: `namespace ${namespace} comes with this run` }
  }
  if (message.includes(NAMESPACE_LEAVES) && namespaceComesAnew(run, namespace)) {
    return { what: 'namespace', text: `namespace ${namespace} is being deleted and comes anew with this run` }
  }
  const account = /service ?account "?([^" ]+)"? not found/i.exec(message)?.[1]?.split('/').at(-1)
  if (account !== undefined && brings('ServiceAccount', account)) {
    return { what: 'other', text: `ServiceAccount ${account} comes with this run` }
  }
  const priority =
    stringField(task.object, 'spec', 'priorityClassName') ??
    stringField(task.object, 'spec', 'template', 'spec', 'priorityClassName')
  if (/no PriorityClass with name/.test(message) && brings('PriorityClass', priority)) {
    return { what: 'other', text: `PriorityClass ${priority ?? ''} comes with this run` }
  }
  return /does not support dry run/i.test(message) ? { what: 'other', text: message } : undefined
}
