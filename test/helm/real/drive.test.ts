// time limit: 300 s
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { withControlPlane } from '../../support/control-plane.ts'
import { makeNamespace } from '../../real/lab.ts'
import { SHOP, createHelmLab, driveWrites, history, resourceVersions, writesOf } from './helm-lab.ts'

const test = suite('helm 4 with our post-renderer')
const real = withControlPlane(test)

const RENDERER = ['--post-renderer', 'kubectl-hooksync'] as const

real('an install runs the phases before Helm applies, and Helm changes nothing after', async (plane) => {
  const lab = await createHelmLab(plane, 4)
  const namespace = await makeNamespace(plane, 'first')
  const mark = await plane.markAudit()
  const run = await lab.helm(['upgrade', '--install', 'demo', SHOP, '-n', namespace, ...RENDERER])
  console.log(run)
  const requests = await plane.auditSince(mark)
  console.log(writesOf(requests))
  console.log(await history(lab, 'demo', namespace))
  lab.close()
})

test.run()
