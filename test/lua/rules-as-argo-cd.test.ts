// Health rules as people write them, judged here and in Argo CD's Lua: objects made from what each rule compares with.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { compareRules } from '../../scripts/argo-lua/compare.ts'
import { generateObject } from '../../scripts/argo-lua/generate.ts'
import { NoGoError } from '../../scripts/control-plane/build.ts'
import { randomOf } from '../../scripts/reading/random.ts'
import { rulesIn } from '../../src/commands/own-health/read-rules.ts'
import { factsOf } from '../../src/lua/script-facts.ts'
import { skip } from '../support/skip.ts'

const test = suite('rules as in Argo CD')

const FIXTURE = join(import.meta.dirname, '../fixtures/argocd-cm.yaml')
const { texts } = rulesIn({ name: 'argocd-cm.yaml', text: readFileSync(FIXTURE, 'utf8') })

test('every rule says of every object what it says in Argo CD', async () => {
  const compared = await compareRules(texts, { count: 200, seed: 1 }).catch((error: unknown) => {
    if (error instanceof NoGoError) return undefined
    throw error
  })
  if (compared === undefined) return skip('no Go')
  assert.equal(compared.differences.slice(0, 5), [])
  assert.is(compared.judged, 200 * texts.length)
  assert.ok(compared.failing < compared.judged / 2, `${compared.failing} of ${compared.judged} fail in both`)
})

test('an object has what the rule compares with, the same for the same seed', () => {
  const script =
    'for _, c in ipairs(obj.status.conditions) do if c.type == "Stored" then return end end return obj.status.phase == "Up"'
  const looking = { ...factsOf(script), apiVersion: 'x.io/v1', kind: 'A' }
  const drawn = (seed: number): readonly string[] => {
    const random = randomOf(seed)
    return Array.from({ length: 20 }, () => JSON.stringify(generateObject(looking, random)))
  }
  assert.equal(drawn(1), drawn(1))
  for (const part of ['"phase":"Up"', '"type":"Stored"', '"conditions":[]']) assert.match(drawn(1).join(), part)
})

test.run()
