// Flux (fluxcd), whose controllers write Reconciling beside Ready while they work.
import { all, kinds, lacks, not, notTrue, says, table, unlike, when } from '../vocabulary/words-of-rules.ts'
import type { HealthFamily, HealthRow, HealthTable, Test } from '../vocabulary/rule.ts'

const SUSPENDED: HealthRow = { Suspended: says('spec.suspend', true) }
const NO_CONDITIONS: HealthRow = { Progressing: lacks('status.conditions') }
const UNKNOWN: HealthRow = { Progressing: all(when('Ready', 'Unknown'), when('Reconciling')) }
const START = [SUSPENDED, NO_CONDITIONS, UNKNOWN]
const READY = ended(when('Ready'))

function ended(Healthy: Test): HealthRow {
  return { Healthy, Degraded: [notTrue('Ready'), 'otherwise'] }
}

/** `first` may suspend it; `working` is why it reconciles when a Ready that is False is not a failure yet. */
function scans(first: readonly HealthRow[], working: readonly string[]): HealthTable {
  const known: HealthRow = {
    Progressing: all(when('Ready', 'False'), when('Reconciling', 'True', { reason: working })),
  }
  return unlike(
    table(...first, NO_CONDITIONS, known, UNKNOWN, READY),
    'it is Degraded there while it is being reconciled and its condition Ready is Unknown',
    ...first,
    NO_CONDITIONS,
    known,
    READY,
  )
}

const STORED = ended(all(when('Ready'), when('ArtifactInStorage')))
const RELEASED = all(when('Ready'), when(['Released', 'TestSuccess']))

/** argo-cd:resource_customizations/{helm,image,kustomize,notification,source}.toolkit.fluxcd.io */
export const FLUX: HealthFamily = {
  'helm.toolkit.fluxcd.io': () => ({
    HelmRelease: unlike(
      table(...START, ended(RELEASED)),
      'one that was released and tested is Degraded there',
      ...START,
      ended(all(RELEASED, not(all(when('Released'), when('TestSuccess'))))),
    ),
  }),
  'image.toolkit.fluxcd.io': () => ({
    ImagePolicy: scans([], ['NewGeneration', 'AccessingRepository', 'ApplyingPolicy']),
    ImageRepository: scans([SUSPENDED], ['NewGeneration', 'Scanning']),
    ImageUpdateAutomation: table(...START, READY),
  }),
  'kustomize.toolkit.fluxcd.io': () => ({ Kustomization: table(...START, READY) }),
  'notification.toolkit.fluxcd.io': () => ({ Receiver: scans([SUSPENDED], []) }),
  'source.toolkit.fluxcd.io': () => ({
    ...kinds(['GitRepository', 'OCIRepository', 'Bucket', 'HelmChart'], table(...START, STORED)),
    // One of OCI has no status.
    HelmRepository: table(SUSPENDED, { Healthy: says('spec.type', 'oci') }, NO_CONDITIONS, UNKNOWN, STORED),
  }),
}
