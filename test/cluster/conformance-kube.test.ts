// The kube adapter on a real API server does what a cluster does: this keeps the simulated one honest.
import { conformance } from './conformance.ts'
import { openReal } from './conformance-control-plane.ts'

conformance('the kube adapter on a real API server', openReal)
