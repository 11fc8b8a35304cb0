// The table of hints, row by row: words of a real cluster, and the row that they find. Each row has its example.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Hint, HintTopic, HintValues } from '../../src/diagnose/hints/hint.ts'
import { HINTS, hintFor } from '../../src/diagnose/hints/index.ts'

const test = suite('hints')

interface Example {
  readonly of?: HintTopic
  readonly says: string
  readonly values?: HintValues
}

const HOOK = { kind: 'Job', hook: 'yes', takesAll: 'no', name: 'migrate', namespace: 'shop' }
const PLAIN = { ...HOOK, hook: 'no' }
const exited = (code: number, more = ''): Example => ({
  of: 'ExitCode',
  says: `container "main" exited with code ${code}${more}`,
})

/** By what is seen, as the documentation says it. */
const EXAMPLES: Readonly<Record<string, Example>> = {
  'a manifest was exported from a live object (`uid`, `resourceVersion`, `managedFields`, `status`)': {
    says: 'metadata.uid: field is immutable',
    values: { ...PLAIN, exported: 'metadata.uid, status' },
  },
  'a field of a hook cannot be changed, mostly of a Job': {
    says: 'Job.batch "migrate" is invalid: spec.template: Invalid value: field is immutable',
    values: HOOK,
  },
  'a field of a StatefulSet cannot be changed, such as its `volumeClaimTemplates`': {
    says: "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template' are forbidden",
    values: { ...PLAIN, kind: 'StatefulSet', name: 'db' },
  },
  'a field of a Job cannot be changed, and it is no hook': {
    says: 'Job.batch "migrate" is invalid: spec.template: Invalid value: field is immutable',
    values: PLAIN,
  },
  'a field cannot be changed': {
    says: 'Deployment.apps "web" is invalid: spec.selector: Invalid value: {}: field is immutable',
    values: { ...PLAIN, kind: 'Deployment' },
  },
  'a file is encrypted with SOPS': { says: '.sops: field not declared in schema' },
  '`yes`, `no`, `on`, `off`, `y` or `n` where text is wanted (YAML 1.1)': {
    says: '.data.a: expected string, got &value.valueUnstructured{Value:true}',
  },
  'a number where text is wanted': { says: '.data.a: expected string, got &value.valueUnstructured{Value:8080}' },
  'a namespace is being deleted': {
    says: 'configmaps "a" is forbidden: unable to create new content in namespace shop because it is being terminated',
  },
  'a quota is used up by what is refused': {
    says: 'pods "a" is forbidden: exceeded quota: small, requested: pods=1, used: pods=2, limited: pods=2',
    values: PLAIN,
  },
  'a pod names a ServiceAccount that is not there': {
    says: 'pods "a" is forbidden: error looking up service account shop/db: serviceaccount "db" not found',
  },
  'a pod does not meet the Pod Security level': {
    says: 'pods "a" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true',
  },
  'a Job ran longer than its deadline': {
    says: 'DeadlineExceeded: the Job ran longer than activeDeadlineSeconds 30',
  },
  'a pod ran longer than its deadline': {
    says: 'DeadlineExceeded: the pod ran longer than activeDeadlineSeconds 30',
  },
  'a Deployment was not ready within its progress deadline, and nothing is broken': {
    says: 'ProgressDeadlineExceeded: no progress for 600s',
  },
  'a hook or a resource was not done within `hooksync.dev/timeout`': {
    says: 'not done after 30s (hooksync.dev/timeout)',
  },
  'a Job with a TTL failed, and its pods were gone before anybody read why': {
    says: 'BackoffLimitExceeded: 1 pod failed (backoffLimit 0)',
    values: { ttl: '0' },
  },
  'a Job with a TTL was gone before anybody saw how it ended': {
    says: 'its TTL of 0s (ttlSecondsAfterFinished) may have removed it before anybody saw how it ended',
  },
  'a Job is suspended': { says: 'suspended: spec.suspend is true' },
  'Kueue has no quota for a Job': {
    says: "Pending: couldn't assign flavors to pod set main: insufficient unused quota for cpu in flavor default, 1 more needed",
  },
  'the queue of Kueue that a Job names is not there, or inactive': {
    says: "Inadmissible: LocalQueue team-a doesn't exist",
    values: PLAIN,
  },
  'Kueue has not admitted a Job': { says: 'suspended: queued in "team-a"' },
  'a quota is used up': { says: 'FailedCreate: pods "web-1-x" is forbidden: exceeded quota: small' },
  'a quota wants to know what a pod asks for': {
    says: 'FailedCreate: pods "web-1-x" is forbidden: failed quota: small: must specify limits.cpu',
  },
  'a ServiceAccount is not there': {
    says: 'FailedCreate: error looking up service account shop/db: serviceaccount "db" not found',
  },
  'a namespace does not allow such a pod': { says: 'FailedCreate: violates PodSecurity "restricted:latest"' },
  'a webhook that is asked about pods has no endpoints': {
    says: 'FailedCreate: failed calling webhook "a.b": failed to call webhook: no endpoints available for service "check"',
  },
  'an admission webhook refuses a pod': { says: 'FailedCreate: admission webhook "policy.io" denied the request: no' },
  'an admission policy refuses a pod': { says: "FailedCreate: ValidatingAdmissionPolicy 'no-root' denied request" },
  'a pod is outside the limits of its namespace': { says: 'FailedCreate: minimum cpu usage per Container is 100m' },
  'a PriorityClass is not there': { says: 'FailedCreate: no PriorityClass with name high was found' },
  'a claim waits for a pod that uses it': { says: 'WaitForFirstConsumer: waiting for first consumer' },
  'a claim has no storage class': { says: 'FailedBinding: no persistent volumes available for this claim' },
  'a storage class is not there': { says: 'ProvisioningFailed: storageclass.storage.k8s.io "fast" not found' },
  'a volume cannot be made': { says: 'ProvisioningFailed: rpc error: out of space' },
  'a claim waits for a provisioner outside the cluster': {
    says: 'ExternalProvisioning: Waiting for a volume to be created either by the external provisioner',
  },
  'what something names is not there': { says: 'does not exist' },
  'a Service selects no pod': { says: 'no pod has the labels app=check' },
  'a load balancer gets no address': { says: 'no load balancer address yet' },
  'an Ingress gets no address': {
    says: 'no address from an ingress controller yet',
    values: { which: 'the class "nginx"' },
  },
  'a webhook has no endpoints': { says: 'failed to call webhook: no endpoints available for service "check"' },
  'the Service of a webhook is not there, often left over from something uninstalled': {
    says: 'failed to call webhook: Post "https://check.shop.svc:443/": service "check" not found',
  },
  'the certificate of a webhook is not trusted': {
    says: 'tls: failed to verify certificate: x509: certificate signed by unknown authority',
  },
  'a webhook does not answer in time': { says: 'context deadline exceeded' },
  'a claim that is still used holds its deletion': {
    says: 'being deleted: held by the finalizer kubernetes.io/pvc-protection',
  },
  'a finalizer holds a deletion': { says: 'being deleted: held by the finalizer example.com/guard' },
  'a namespace cannot go, because a kind cannot be listed': {
    says: 'Discovery failed for some groups, 1 failing: unable to retrieve the complete list of server APIs',
  },
  'a finalizer holds something in a namespace that is going': {
    says: 'Some content in the namespace has finalizers remaining: example.com/guard in 1 resource instances',
  },
  'the name of an image is not valid': { says: 'InvalidImageName: image "Shop/Api" of container "main"' },
  'an image is not on the node, and may not be pulled': { says: 'ErrImageNeverPull: image "a:b" of container "main"' },
  'a Secret of `imagePullSecrets` is not there': {
    says: 'ErrImagePull: image "a:b" of container "main": image pull secrets regcred are not there: 401 Unauthorized',
  },
  'the registry does not let the node pull': { says: 'ErrImagePull: image "a:b": pull access denied' },
  'the registry limits pulls': { says: 'ErrImagePull: image "a:b": toomanyrequests: slow down' },
  'an image is built for another platform': {
    says: 'ErrImagePull: image "a:b": no match for platform in manifest: not found',
  },
  'an image does not exist, often a typo': { says: 'ErrImagePull: image "a:b": manifest unknown' },
  'the node cannot reach the registry': { says: 'ErrImagePull: image "a:b": dial tcp: lookup r: no such host' },
  'a ConfigMap or Secret has no such key': {
    says: 'CreateContainerConfigError: container "main": couldn\'t find key url in ConfigMap shop/settings',
  },
  'a ConfigMap or Secret is not there': {
    says: 'CreateContainerConfigError: container "main": secret "db" not found',
  },
  'an image runs as root, which the pod does not allow': {
    says: 'CreateContainerConfigError: container has runAsNonRoot and image will run as root',
  },
  'a container went over its memory limit': {
    says: 'OOMKilled: container "main" went over its memory limit 64Mi',
  },
  'the node ran out of memory': { says: 'OOMKilled: container "main" ran out of memory' },
  'a container failed, and another one of its pod goes on': { ...exited(3), values: { running: 'proxy' } },
  'a container that ends well is started again and again': {
    says: 'CrashLoopBackOff: container "main" exited with code 0, restarted 3 times',
  },
  'exit code 126': exited(126),
  'exit code 127': exited(127, ': exited with code 126'),
  'exit code 137': exited(137),
  'exit code 139': exited(139),
  'exit code 143': exited(143),
  'a sidecar keeps a Job alive': {
    says: 'container "main" has finished, but "proxy" still runs, so the pod never completes',
  },
  'a pod was evicted': { says: 'Evicted: The node was low on resource: memory' },
  'a pod has scheduling gates': { says: 'SchedulingGated: example.com/gate' },
  'a pod waits for its claim': { says: 'FailedScheduling: pod has unbound immediate PersistentVolumeClaims' },
  'no node has room': { says: 'FailedScheduling: 0/3 nodes are available: 3 Insufficient memory.' },
  'a taint keeps a pod off the nodes': { says: 'FailedScheduling: 1 node(s) had untolerated taint {a: b}' },
  'no node has the labels that a pod asks for': {
    says: "FailedScheduling: 3 node(s) didn't match Pod's node affinity/selector",
  },
  'pods may not stand together': { says: "FailedScheduling: 3 node(s) didn't match pod anti-affinity rules" },
  'there is no node': { says: 'FailedScheduling: no nodes available to schedule pods' },
  'a volume is attached to another node': { says: 'FailedAttachVolume: Multi-Attach error for volume "a"' },
  'a probe finds nobody who listens': {
    says: 'Unhealthy: Readiness probe failed: dial tcp 10.0.0.1:80: connect: connection refused',
  },
  'a probe is answered with 404': {
    says: 'Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 404',
  },
  'a finalizer holds a pod': { says: 'the pod is being deleted, held by the finalizer example.com/slow' },
}

/** What a hint says when its names are filled in. */
const filled = ({ hint }: Hint): RegExp =>
  new RegExp(
    `^${hint
      .split(/\{\w+\}/)
      .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
      .join('\\S.*')}$`,
  )

for (const row of HINTS) {
  test(`${row.of.join(', ')}: ${row.seen}`, () => {
    const example = EXAMPLES[row.seen]
    assert.ok(example, 'has no example')
    const [first = 'Refused'] = row.of
    assert.match(hintFor(example.of ?? first, example.says, example.values) ?? '', filled(row))
  })
}

test('each example is of a row', () => {
  assert.equal(Object.keys(EXAMPLES).toSorted(), HINTS.map(({ seen }) => seen).toSorted())
})

test('what nobody knows has no hint, nor has what would need a name that is not known', () => {
  assert.is(hintFor('Refused', 'no'), undefined)
  assert.is(hintFor('ExitCode', 'container "main" exited with code 3'), undefined)
})

test('nothing is advised that would delete more than the object', () => {
  const values = { ...PLAIN, kind: 'CustomResourceDefinition', takesAll: 'yes' }
  assert.is(hintFor('Refused', 'spec.scope: Invalid value: field is immutable', values), undefined)
})

test.run()
