// What the matrix deploys: two PreSync Jobs (one that its TTL takes away), two Sync waves, a PostSync Job that its policy deletes.
import { annotate, object } from '../../support/objects.ts'
import type { KubeObject } from '../../../src/object/kube-object.ts'
import { deployment, job } from '../../real/workload.ts'
import { stream } from '../../real/lab.ts'

/** The hooks that run when nothing fails, each once a run. */
export const HOOKS = ['migrate', 'fleeting', 'notify'] as const

/** The hook that runs when the sync has failed. */
export const ALARM = 'alarm'

/** The hooks that run when it is deleted. */
export const DELETE_HOOKS = ['before', 'after'] as const

/** The app of the runs that have one, its inventory, and what has left it by version 2. */
export const APP = 'shop'
export const INVENTORY = `hooksync-${APP}`
export const LEAVING = 'leaving'

/** The manifests of the app as a stream: those without, what leaves it, and the hooks of its deletion. */
export function appWorkload(version: number): string {
  const leaving = object('ServiceAccount', LEAVING)
  const before = job('before', { hook: { hook: 'PreDelete', policy: 'HookSucceeded' } })
  const after = job('after', { hook: { hook: 'PostDelete' } })
  return [workload(version), stream(...(version === 1 ? [leaving] : []), before, after)].join('---\n')
}

/** The manifests as a stream; another version changes what is not a hook. */
export function workload(version: number): string {
  const migrate = job('migrate', { hook: { hook: 'PreSync', policy: 'BeforeHookCreation' } })
  const fleeting = job('fleeting', { hook: { hook: 'PreSync' }, spec: { ttlSecondsAfterFinished: 0 } })
  const settings = object('ConfigMap', 'settings', { fields: { data: { version: String(version) } } })
  const notify = job('notify', { hook: { hook: 'PostSync', policy: 'HookSucceeded' } })
  const alarm = job(ALARM, { hook: { hook: 'SyncFail' } })
  return stream(migrate, fleeting, settings, web(version), notify, alarm)
}

function web(version: number): KubeObject {
  const template = {
    metadata: { labels: { app: 'web' } },
    spec: { containers: [{ name: 'main', image: `nginx:${version}` }] },
  }
  const base = deployment('web', { template })
  return { ...base, metadata: { ...base.metadata, annotations: annotate({ wave: '1' }) } }
}
