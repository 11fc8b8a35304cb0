import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { main } from '../../src/main.ts'
import { memoryIo } from '../support/run-main.ts'

const test = suite('explore command')

const TEXT = `apiVersion: batch/v1
kind: Job
metadata: {name: migrate, annotations: {argocd.argoproj.io/hook: PreSync}}
spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: busybox}]}}}
`

for (const [signal, expected] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  test(`an exploration that is ended by ${signal} ends with ${expected}`, async () => {
    const { io, controller } = memoryIo(TEXT)
    // The first line is told when the run without a fault is over.
    const stdout = { ...io.stdout, write: () => controller.abort(signal) }
    const exitCode = await main(['rehearse', '--explore', '-f', '-', '-n', 'shop'], { ...io, stdout })
    assert.is(exitCode, expected)
  })
}

test.run()
