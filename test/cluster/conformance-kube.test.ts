// time limit: 300 s
// The kube adapter on a real API server does what a cluster does: this keeps the simulated one honest.
import { ADMISSION_CHECKS } from './conformance-admission.ts'
import { conformance } from './conformance.ts'
import { openReal } from './conformance-control-plane.ts'

conformance('the kube adapter on a real API server', openReal)
conformance(
  'the kube adapter on a real API server that asks for ServiceAccounts',
  () => openReal({ serviceAccountAdmission: true }),
  ADMISSION_CHECKS,
)
