import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { writersOf } from '../../src/sync/writers.ts'

const test = suite('writers')

test('writers are the managers of fields, without those of a status', () => {
  const managedFields = [
    { manager: 'kubectl-hooksync', operation: 'Apply' },
    { manager: 'kubectl-edit', operation: 'Update' },
    { manager: 'kubectl-edit', operation: 'Update' },
    { manager: 'kube-controller-manager', operation: 'Update', subresource: 'status' },
  ]
  const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'mig' } }
  assert.is(writersOf({ ...job, metadata: { ...job.metadata, managedFields } }), 'kubectl-hooksync, kubectl-edit')
  assert.is(writersOf(job), 'somebody')
})

test.run()
