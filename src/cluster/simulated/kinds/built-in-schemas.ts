// The fields of the most used built-in kinds, as far down as people mistype them. A kind that is not here takes any field.

/** Which fields there are; `any`: not known, takes everything; a scalar or a map of texts is checked. */
export type Shape = 'any' | 'string' | 'integer' | 'strings' | { readonly [name: string]: Shape }

/** The shape of a built-in kind, or undefined where we keep none. */
export function builtInShape(kind: string): Shape | undefined {
  return Object.hasOwn(SHAPES, kind) ? SHAPES[kind] : undefined
}

function fields(names: string, inner: Readonly<Record<string, Shape>> = {}): Shape {
  return {
    ...Object.fromEntries(
      names
        .split(/\s+/)
        .filter((name) => name !== '')
        .map((name) => [name, 'any' as const]),
    ),
    ...inner,
  }
}

const META = fields(
  `creationTimestamp deletionGracePeriodSeconds deletionTimestamp finalizers generateName generation
  managedFields name namespace ownerReferences resourceVersion selfLink uid`,
  { annotations: 'strings', labels: 'strings' },
)

function topLevel(names: string, inner: Readonly<Record<string, Shape>> = {}): Shape {
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
    resources: fields('claims limits requests'),
    volumeMounts: fields('mountPath mountPropagation name readOnly recursiveReadOnly subPath subPathExpr'),
    volumeDevices: fields('devicePath name'),
    livenessProbe: PROBE,
    readinessProbe: PROBE,
    startupProbe: PROBE,
  },
)

const POD_SPEC = fields(
  `activeDeadlineSeconds affinity automountServiceAccountToken dnsConfig dnsPolicy enableServiceLinks evictionResponders
  hostAliases hostIPC hostNetwork hostPID hostUsers hostname hostnameOverride imagePullSecrets nodeName nodeSelector os
  overhead preemptionPolicy priority priorityClassName readinessGates resourceClaims resources restartPolicy
  runtimeClassName schedulerName schedulingGates schedulingGroup securityContext serviceAccount serviceAccountName
  setHostnameAsFQDN shareProcessNamespace subdomain terminationGracePeriodSeconds tolerations topologySpreadConstraints
  volumes workloadRef`,
  { containers: CONTAINER, initContainers: CONTAINER, ephemeralContainers: CONTAINER },
)

const TEMPLATE = { metadata: META, spec: POD_SPEC }

const JOB_SPEC = fields(
  `activeDeadlineSeconds backoffLimit backoffLimitPerIndex completionMode completions managedBy manualSelector
  maxFailedIndexes parallelism podFailurePolicy podReplacementPolicy selector successPolicy suspend
  ttlSecondsAfterFinished`,
  { template: TEMPLATE },
)

const SHAPES: Readonly<Record<string, Shape>> = {
  ConfigMap: topLevel('binaryData immutable', { data: 'strings' }),
  Secret: topLevel('data immutable stringData type'),
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
      { ports: fields('appProtocol name nodePort port protocol targetPort') },
    ),
  }),
  Ingress: topLevel('status', { spec: fields('defaultBackend ingressClassName rules tls') }),
  PersistentVolumeClaim: topLevel('status', {
    spec: fields(
      `accessModes dataSource dataSourceRef resources selector storageClassName volumeAttributesClassName volumeMode
      volumeName`,
    ),
  }),
  Role: topLevel('rules'),
  ClusterRole: topLevel('aggregationRule rules'),
  RoleBinding: topLevel('roleRef subjects'),
  ClusterRoleBinding: topLevel('roleRef subjects'),
}
