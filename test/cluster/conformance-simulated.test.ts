// The simulated cluster does what a cluster does.
import { ADMISSION_CHECKS } from './conformance-admission.ts'
import { conformance, openSimulated } from './conformance.ts'

conformance('the simulated cluster', () => Promise.resolve(openSimulated()))
conformance(
  'the simulated cluster that asks for ServiceAccounts',
  () => Promise.resolve(openSimulated({ references: 'needed' })),
  ADMISSION_CHECKS,
)
