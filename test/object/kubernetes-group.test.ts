// Which groups are Kubernetes' own: the ending k8s.io does not tell. What a real server serves: test/real/health-command.test.ts.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isKubernetesGroup } from '../../src/object/kubernetes-group.ts'

const test = suite("Kubernetes' groups")

for (const group of ['', 'apps', 'networking.k8s.io', 'rbac.authorization.k8s.io', 'flowcontrol.apiserver.k8s.io']) {
  test(`"${group}" is one`, () => assert.is(isKubernetesGroup(group), true))
}

for (const group of [
  'autoscaling.k8s.io',
  'gateway.networking.k8s.io',
  'metrics.k8s.io',
  'policy.networking.k8s.io',
  'snapshot.storage.k8s.io',
  'cluster.x-k8s.io',
  'k8s.io',
  'example.com',
]) {
  test(`"${group}" is none`, () => assert.is(isKubernetesGroup(group), false))
}

test.run()
