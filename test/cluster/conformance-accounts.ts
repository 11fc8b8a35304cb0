// Conformance: ServiceAccounts, their tokens, and the bindings that name them.
import * as assert from 'uvu/assert'
import { field, isJsonObject } from '../../src/object/kube-object.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { assertRefused } from './conformance-session.ts'
import type { Check } from './conformance-session.ts'

/** Accounts and tokens. */
export const ACCOUNT_CHECKS: readonly Check[] = [
  {
    title: 'a token Secret is filled when its ServiceAccount is there',
    run: async (session) => {
      await session.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'robot' } })
      await session.create(tokenSecret('token', 'robot'))
      const filled = await session.until(tokenSecret('token', 'robot'), hasToken)
      const data = field(filled, 'data')
      assert.equal(isJsonObject(data) ? Object.keys(data).toSorted() : [], ['ca.crt', 'namespace', 'token'])
    },
  },
  {
    title: 'a token Secret without its ServiceAccount is deleted',
    run: async (session) => {
      await session.create(tokenSecret('token', 'nobody'))
      await session.until(tokenSecret('token', 'nobody'), (live) => live === undefined)
    },
  },
  {
    title: 'a RoleBinding may leave out the namespace of a ServiceAccount, a ClusterRoleBinding may not',
    run: async (session) => {
      await session.create(binding('RoleBinding', 'bound'))
      await assertRefused(session.create(binding('ClusterRoleBinding', `${session.namespace}-bound`)), {
        reason: 'Invalid',
        status: 422,
        message: `ClusterRoleBinding.rbac.authorization.k8s.io "${session.namespace}-bound" is invalid: subjects[0].namespace: Required value`,
      })
    },
  },
]

function tokenSecret(name: string, account: string): KubeObject {
  const annotations = { 'kubernetes.io/service-account.name': account }
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, annotations },
    type: 'kubernetes.io/service-account-token',
  }
}

function hasToken(live: KubeObject | undefined): boolean {
  return field(live, 'data', 'token') !== undefined
}

function binding(kind: string, name: string): KubeObject {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind,
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
    subjects: [{ kind: 'ServiceAccount', name: 'robot' }],
  }
}
