// The fields of the most used built-in kinds, as far down as people mistype them. A kind that is not here takes any field.

/**
 * Which fields there are; `any`: not known, takes everything; `strings` is a map of texts, `texts` a list of them; of a
 * `list` or a `map` no more is known. The fields of a list are those of its items.
 */
export type SchemaShape =
  | 'any'
  | 'string'
  | 'integer'
  | 'boolean'
  | 'strings'
  | 'texts'
  | 'list'
  | 'map'
  | { readonly [name: string]: SchemaShape }

/** Of fields with a shape of their own: the lists. */
const LISTS = new Set([
  'containers',
  'initContainers',
  'ephemeralContainers',
  'env',
  'envFrom',
  'ports',
  'volumeMounts',
  'volumeDevices',
  'volumes',
  'items',
  'rules',
])

/** Whether a field holds a list of what its shape says. */
export function isListField(name: string): boolean {
  return LISTS.has(name)
}

/** What a field of this name holds, wherever it stands in the shapes below. */
const TYPED = typesByName({
  string: `clusterIP dnsPolicy externalName hostname image imagePullPolicy name namespace nodeName priorityClassName
    restartPolicy schedule schedulerName serviceAccountName serviceName storageClassName subdomain timeZone type volumeName
    workingDir`,
  integer: `activeDeadlineSeconds backoffLimit completions containerPort failedJobsHistoryLimit failureThreshold hostPort
    initialDelaySeconds minReadySeconds nodePort parallelism periodSeconds progressDeadlineSeconds replicas
    revisionHistoryLimit startingDeadlineSeconds successThreshold successfulJobsHistoryLimit
    terminationGracePeriodSeconds timeoutSeconds ttlSecondsAfterFinished`,
  boolean: `automountServiceAccountToken enableServiceLinks hostIPC hostNetwork hostPID immutable manualSelector paused
    publishNotReadyAddresses readOnly setHostnameAsFQDN shareProcessNamespace stdin stdinOnce suspend tty`,
  texts: 'accessModes apiGroups args command externalIPs nonResourceURLs resourceNames verbs',
  strings: 'nodeSelector',
  list: `finalizers hostAliases imagePullSecrets ownerReferences subjects tls tolerations topologySpreadConstraints
    volumeClaimTemplates`,
  map: 'affinity dnsConfig lifecycle limits requests roleRef securityContext selector strategy updateStrategy',
})

function typesByName(names: Readonly<Record<string, string>>): ReadonlyMap<string, SchemaShape> {
  return new Map(
    Object.entries(names).flatMap(([type, words]) =>
      words
        .split(/\s+/)
        .flatMap((name): readonly (readonly [string, SchemaShape])[] => (isScalar(type) ? [[name, type]] : [])),
    ),
  )
}

function isScalar(type: string): type is Extract<SchemaShape, string> {
  return ['string', 'integer', 'boolean', 'texts', 'strings', 'list', 'map'].includes(type)
}

/** The shape of a built-in kind, or undefined where we keep none. */
export function builtInShape(kind: string): SchemaShape | undefined {
  return Object.hasOwn(SHAPES, kind) ? SHAPES[kind] : undefined
}

function fields(names: string, inner: Readonly<Record<string, SchemaShape>> = {}): SchemaShape {
  return {
    ...Object.fromEntries(
      names
        .split(/\s+/)
        .filter((name) => name !== '')
        .map((name) => [name, TYPED.get(name) ?? 'any']),
    ),
    ...inner,
  }
}

const META = fields(
  `creationTimestamp deletionGracePeriodSeconds deletionTimestamp finalizers generateName generation
  managedFields name namespace ownerReferences resourceVersion selfLink uid`,
  { annotations: 'strings', labels: 'strings' },
)

function topLevel(names: string, inner: Readonly<Record<string, SchemaShape>> = {}): SchemaShape {
  return fields(`apiVersion kind ${names}`, { metadata: META, ...inner })
}

const PROBE = fields(
  `exec failureThreshold grpc httpGet initialDelaySeconds periodSeconds successThreshold tcpSocket
  terminationGracePeriodSeconds timeoutSeconds`,
)

const CONTAINER = fields(
  `args command image imagePullPolicy lifecycle name resizePolicy restartPolicy restartPolicyRules securityContext stdin
  stdinOnce targetContainerName terminationMessagePath terminationMessagePolicy tty workingDir`,
  {
    env: fields('valueFrom', { name: 'string', value: 'string' }),
    envFrom: fields('configMapRef prefix secretRef'),
    ports: fields('containerPort hostIP hostPort name protocol'),
    resources: fields('limits requests', { claims: 'list' }),
    volumeMounts: fields(
      'bindMountOptions mountPath mountPropagation name readOnly recursiveReadOnly subPath subPathExpr',
    ),
    volumeDevices: fields('devicePath name'),
    livenessProbe: PROBE,
    readinessProbe: PROBE,
    startupProbe: PROBE,
  },
)

const KEYS = { defaultMode: 'integer', items: fields('key path user', { mode: 'integer' }) } as const

const VOLUME = fields(
  `awsElasticBlockStore azureDisk azureFile cephfs cinder csi downwardAPI ephemeral fc flexVolume flocker
  gcePersistentDisk gitRepo glusterfs iscsi name nfs photonPersistentDisk portworxVolume projected quobyte rbd
  scaleIO storageos vsphereVolume`,
  {
    image: 'any',
    configMap: fields('defaultUser name optional', KEYS),
    secret: fields('defaultUser optional secretName', KEYS),
    emptyDir: fields('medium mode sizeLimit'),
    hostPath: fields('path type'),
    persistentVolumeClaim: fields('claimName readOnly'),
  },
)

const POD_SPEC = fields(
  `activeDeadlineSeconds affinity automountServiceAccountToken dnsConfig dnsPolicy enableServiceLinks evictionResponders
  hostAliases hostIPC hostNetwork hostPID hostUsers hostname hostnameOverride imagePullSecrets nodeName nodeSelector os
  overhead preemptionPolicy priority priorityClassName readinessGates resourceClaims resources restartPolicy
  runtimeClassName schedulerName schedulingGates schedulingGroup securityContext serviceAccount serviceAccountName
  setHostnameAsFQDN shareProcessNamespace subdomain terminationGracePeriodSeconds tolerations topologySpreadConstraints
  workloadRef`,
  { containers: CONTAINER, initContainers: CONTAINER, ephemeralContainers: CONTAINER, volumes: VOLUME },
)

const TEMPLATE = { metadata: META, spec: POD_SPEC }

const JOB_SPEC = fields(
  `activeDeadlineSeconds backoffLimit backoffLimitPerIndex completionMode completions managedBy manualSelector
  maxFailedIndexes parallelism podFailurePolicy podReplacementPolicy scheduling selector successPolicy suspend
  ttlSecondsAfterFinished`,
  { template: TEMPLATE },
)

const RULE = fields('apiGroups nonResourceURLs resourceNames verbs', { resources: 'texts' })

const SHAPES: Readonly<Record<string, SchemaShape>> = {
  ConfigMap: topLevel('binaryData immutable', { data: 'strings' }),
  Secret: topLevel('immutable type', { data: 'strings', stringData: 'strings' }),
  ServiceAccount: topLevel('automountServiceAccountToken imagePullSecrets secrets'),
  Namespace: topLevel('status', { spec: fields('finalizers') }),
  Pod: topLevel('status', { spec: POD_SPEC }),
  Deployment: topLevel('status', {
    spec: fields('minReadySeconds paused progressDeadlineSeconds revisionHistoryLimit selector', {
      replicas: 'integer',
      strategy: fields('rollingUpdate type'),
      template: TEMPLATE,
    }),
  }),
  ReplicaSet: topLevel('status', { spec: fields('minReadySeconds replicas selector', { template: TEMPLATE }) }),
  StatefulSet: topLevel('status', {
    spec: fields(
      `minReadySeconds ordinals persistentVolumeClaimRetentionPolicy podManagementPolicy replicas revisionHistoryLimit
      selector serviceName updateStrategy volumeClaimTemplates`,
      { template: TEMPLATE },
    ),
  }),
  DaemonSet: topLevel('status', {
    spec: fields('minReadySeconds revisionHistoryLimit selector updateStrategy', { template: TEMPLATE }),
  }),
  Job: topLevel('status', { spec: JOB_SPEC }),
  CronJob: topLevel('status', {
    spec: fields(
      'concurrencyPolicy failedJobsHistoryLimit schedule startingDeadlineSeconds successfulJobsHistoryLimit suspend timeZone',
      { jobTemplate: { metadata: META, spec: JOB_SPEC } },
    ),
  }),
  Service: topLevel('status', {
    spec: fields(
      `allocateLoadBalancerNodePorts clusterIP clusterIPs externalIPs externalName externalTrafficPolicy
      healthCheckNodePort internalTrafficPolicy ipFamilies ipFamilyPolicy loadBalancerClass loadBalancerIP
      loadBalancerSourceRanges publishNotReadyAddresses selector sessionAffinity sessionAffinityConfig
      trafficDistribution type`,
      { ports: fields('appProtocol name nodePort protocol targetPort', { port: 'integer' }), selector: 'strings' },
    ),
  }),
  Ingress: topLevel('status', { spec: fields('defaultBackend ingressClassName tls', { rules: 'list' }) }),
  PersistentVolumeClaim: topLevel('status', {
    spec: fields(
      `accessModes dataSource dataSourceRef resources selector storageClassName volumeAttributesClassName volumeMode
      volumeName`,
    ),
  }),
  Role: topLevel('', { rules: RULE }),
  ClusterRole: topLevel('aggregationRule', { rules: RULE }),
  RoleBinding: topLevel('roleRef subjects'),
  ClusterRoleBinding: topLevel('roleRef subjects'),
}
