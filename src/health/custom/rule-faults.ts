// Where Argo CD's answer for a kind whose rule is code, not a table, is at fault, for the docs; the code says what is done instead.

/** Kinds and what is wrong with Argo CD's answer. */
export const RULE_FAULTS: readonly (readonly [kinds: string, fault: string])[] = [
  ['apiextensions.k8s.io/CustomResourceDefinition', 'one that is being deleted is Progressing there whatever it was'],
  ['argoproj.io/AnalysisRun, Experiment', 'a status without a phase is no health there, which acts as Missing'],
  [
    'cert-manager.io/Certificate',
    'a new one is Degraded there for the moment before it is issued; here it is only after an attempt has failed',
  ],
  [
    'postgresql.cnpg.io/Cluster',
    'the rule cannot read a cluster without a status, and one without a phase is Unknown there; a switchover, restart or upgrade under way is Degraded, and one that the operator has given up is Suspended, which is waited for without end',
  ],
  ['*.crossplane.io, *.upbound.io', 'one without a status is Healthy there, and one that somebody paused is Degraded'],
  ['helm.toolkit.fluxcd.io/HelmRelease', 'one that was released and tested is Degraded there'],
  ['k8s.keycloak.org/Keycloak', 'an error that came after it was Ready is not seen there'],
  [
    'rabbitmq.com/Binding, Exchange, Permission, Policy, Queue, Shovel, User, Vhost',
    'one that its operator has not looked at is Unknown there, which fails a hook',
  ],
]
