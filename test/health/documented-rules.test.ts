// Every health rule that docs/ shows: it is read without a fault, the schema has it, and a rehearsal is made ready by it.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseSettings } from '../../src/manifest/parse-settings.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { isJsonObject } from '../../src/object/kube-object.ts'
import { createSession } from '../support/command-session.ts'
import { schemaOf, schemaProblems } from '../support/json-schema.ts'
import { manifestText } from '../support/run-sync.ts'

const test = suite('documented health rules')

const folder = mkdtempSync(join(tmpdir(), 'documented-rules-'))
test.after(() => rmSync(folder, { recursive: true }))

const BLOCKS = ['health', 'settings'].flatMap((page) => {
  const text = readFileSync(new URL(`../../docs/${page}.md`, import.meta.url), 'utf8')
  const blocks = [...text.matchAll(/```yaml\n# hooksync\.yaml\n(.*?)```/gs)].map(([, block = '']) => block)
  return blocks
    .filter((block) => block.startsWith('health:'))
    .map((block, at) => [`${page}.md ${at + 1}`, block] as const)
})

function objectsOf(text: string): readonly KubeObject[] {
  const health = parseSettings({ name: 'hooksync.yaml', text }).root?.entries?.get('health')?.setting.value
  return Object.keys(isJsonObject(health) ? health : {}).map((key) => {
    const [group = '', kind = ''] = key.replaceAll('*', 'any').split('/')
    return { apiVersion: `${group}/v1`, kind, metadata: { name: 'x' }, spec: { replicas: 2 } }
  })
}

test('there are some', () => assert.is(BLOCKS.length, 3))

for (const [name, block] of BLOCKS) {
  for (const profile of ['', ...(block.includes('staging:') ? [' --profile staging'] : [])]) {
    test(`${name}${profile}`, async () => {
      const { root } = parseSettings({ name: 'hooksync.yaml', text: block })
      assert.equal(schemaProblems(root?.value ?? null, schemaOf('config')), [])
      const objects = objectsOf(block)
      writeFileSync(join(folder, 'hooksync.yaml'), block)
      writeFileSync(join(folder, 'shop.yaml'), manifestText(objects))
      const run = await createSession().run(`rehearse -f shop.yaml -v --timeout 60s${profile}`, [], { cwd: folder })
      assert.is(run.exitCode, 0, run.screen)
      assert.not.match(run.screen, 'NEVER_READY')
      for (const { kind } of objects) assert.match(run.screen, new RegExp(`completed ${kind} default/x`))
    })
  }
}

test.run()
