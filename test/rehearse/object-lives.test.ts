// Whose word counts on how long something takes: the last setting of an object, then the words of the lab on it, then the usual.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { USUAL_WORLD } from '../../src/rehearse/world.ts'
import { completions, story } from './story.ts'

const test = suite('rehearse/object lives')

const migrate = (annotation: string): string => `
apiVersion: batch/v1
kind: Job
metadata: {name: migrate, annotations: {argocd.argoproj.io/hook: PreSync}}
spec:
  template:
    metadata: {annotations: {${annotation}}}
    spec: {restartPolicy: Never, containers: [{name: main, image: tools:1}]}
`

const took = async (annotation: string, minutes: readonly number[]): Promise<string> => {
  const durations = { ...USUAL_WORLD.durations, imagePull: 0, podStart: 0 }
  const objects = minutes.map((number) => ({ kind: 'Job', name: 'migrate', milliseconds: number * 60_000 }))
  const [first] = completions(await story(migrate(annotation), { world: { ...USUAL_WORLD, durations, objects } }))
  return first ?? ''
}

test('the last setting of an object counts', async () => {
  assert.match(await took('a: b', [1, 5]), /^30[01]s Succeeded/)
})

test('a setting of an object counts before the words of the lab on it', async () => {
  assert.match(await took('lab/run-for: 7s', []), /^[78]s Succeeded/)
  assert.match(await took('lab/run-for: 7s', [5]), /^30[01]s Succeeded/)
})

test('an annotation that is not a word of the lab changes nothing', async () => {
  assert.is(await took('lab/team: payments', []), await took('a: b', []))
})

test.run()
