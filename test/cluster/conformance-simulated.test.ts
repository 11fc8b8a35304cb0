// The simulated cluster does what a cluster does.
import { conformance, openSimulated } from './conformance.ts'

conformance('the simulated cluster', () => Promise.resolve(openSimulated()))
