// Flux (fluxcd): image scanning and webhooks, whose controllers write Reconciling beside Ready while they work.
import { all, lacks, says, table, unlike, when } from '../vocabulary/words-of-rules.ts'
import type { HealthRow, HealthTable, HealthFamily } from '../vocabulary/rule.ts'

const SUSPENDED: HealthRow = { Suspended: says('spec.suspend', true) }
const NO_CONDITIONS: HealthRow = { Progressing: lacks('status.conditions') }
const UNKNOWN: HealthRow = { Progressing: all(when('Ready', 'Unknown'), when('Reconciling')) }
const ENDED: HealthRow = { Healthy: when('Ready') }
const REST: HealthRow = { Degraded: 'otherwise' }

/** `first` may suspend it; `working` is why it reconciles when a Ready that is False is not a failure yet. */
function scans(first: readonly HealthRow[], working: readonly string[]): HealthTable {
  const known: HealthRow = {
    Progressing: all(when('Ready', 'False'), when('Reconciling', 'True', { reason: working })),
  }
  return unlike(
    table(...first, NO_CONDITIONS, known, UNKNOWN, ENDED, REST),
    'it is Degraded there while it is being reconciled and its condition Ready is Unknown',
    ...first,
    NO_CONDITIONS,
    known,
    ENDED,
    REST,
  )
}

/** argo-cd:resource_customizations/{image,notification}.toolkit.fluxcd.io */
export const FLUX_IMAGES: HealthFamily = {
  'image.toolkit.fluxcd.io': () => ({
    ImagePolicy: scans([], ['NewGeneration', 'AccessingRepository', 'ApplyingPolicy']),
    ImageRepository: scans([SUSPENDED], ['NewGeneration', 'Scanning']),
  }),
  'notification.toolkit.fluxcd.io': () => ({ Receiver: scans([SUSPENDED], []) }),
}
