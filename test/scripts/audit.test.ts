// The audit log of the real control plane is read while it is written: what is only half there is no line yet.
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { auditMark, readAuditLog } from '../../scripts/control-plane/audit.ts'

const test = suite('audit log')

const line = (auditID: string, requestURI = '/'): string => {
  const time = '2026-01-01T00:00:00.000000Z'
  const times = { requestReceivedTimestamp: time, stageTimestamp: time }
  return `${JSON.stringify({ auditID, stage: 'ResponseComplete', verb: 'get', user: {}, requestURI, ...times })}\n`
}

test('a mark set while lines are half written stands between two whole ones', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hooksync-audit-'))
  const path = join(folder, 'audit.log')
  const [before, after] = [line('before'), line('after')]
  try {
    await writeFile(path, before.slice(0, 20))
    const mark = await auditMark(path, async (question) => {
      await appendFile(path, before.slice(20) + line('question', question) + after.slice(0, 20))
    })
    const read = async (from: number): Promise<readonly string[]> =>
      (await readAuditLog(path, from)).map(({ auditID }) => auditID)
    assert.equal(await read(0), ['before', 'question'])
    assert.equal(await read(mark), [])
    await appendFile(path, after.slice(20))
    assert.equal(await read(mark), ['after'])
  } finally {
    await rm(folder, { recursive: true })
  }
})

test.run()
