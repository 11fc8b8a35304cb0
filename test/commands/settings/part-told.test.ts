// A command line that names only a part of the manifests prunes nothing, and deletes no application.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { inFolder } from '../../real/lab.ts'
import { createSession } from '../../support/command-session.ts'
import { manifestText } from '../../support/run-sync.ts'
import { configMap } from '../../support/workloads.ts'

const test = suite('part of the manifests: what is told')

const APP = 'app: shop\n'
const PRUNE = `${APP}prune: true\n`

/** A folder with the manifests of two objects, and settings if there are any. */
function writeDeploy(folder: string, settings: string): string {
  const place = join(folder, 'deploy')
  mkdirSync(place)
  for (const name of ['a', 'b']) writeFileSync(join(place, `${name}.yaml`), manifestText([configMap(name)]))
  if (settings !== '') writeFileSync(join(place, 'hooksync.yaml'), settings)
  return place
}

for (const [settings, words, by] of [
  ['', '-f @ --app shop --include a.yaml', '--include'],
  ['', 'plan -f @ --app shop --exclude b.yaml', '--exclude'],
  ['', '-f @ --app shop -l tier=x --allow-empty', '--selector'],
  [APP, '-f @/a.yaml', '--filename=@/a.yaml, which is not all of @'],
  [APP, 'plan -f @/a.yaml', '--filename=@/a.yaml, which is not all of @'],
  [APP, 'rehearse -f @/a.yaml --against-cluster', '--filename=@/a.yaml, which is not all of @'],
  [PRUNE, '-f @/a.yaml --no-prune', '--filename=@/a.yaml, which is not all of @'],
  [`${APP}recursive: true\n`, '-f @ --no-recursive', '--recursive=false'],
  ['', '-f @/a.yaml --app shop', undefined],
  [APP, '-f @/a.yaml --app shop', undefined],
  [APP, '-f @/a.yaml --config @/hooksync.yaml', '--filename=@/a.yaml, which is not all of @'],
  [`${APP}include: [a.yaml]\n`, '-f @', undefined],
] as const) {
  const what = by === undefined ? 'what left is told' : 'it is not known what left'
  test(`${what}: ${words} (${settings.replaceAll('\n', ' ')})`, () =>
    inFolder(async (folder) => {
      const place = writeDeploy(folder, settings)
      const session = createSession()
      const whole = `-f ${place}/a.yaml -f ${place}/b.yaml --config none --app shop`
      assert.is((await session.run(whole)).exitCode, 0)
      const { exitCode, stdout, stderr, writes } = await session.run(words.replaceAll('@', place))
      const text = stdout + stderr
      assert.equal([exitCode, writes], [0, []], text)
      assert.is(/not pruned|left the manifests: --prune|pruning was not asked for/.test(text), by === undefined, text)
      const note = `PART_OF_APP what left the manifests of app shop is not known, and not told, with ${by?.replaceAll('@', place)}\n`
      assert.is(text.split(note).length, by === undefined ? 1 : 2, text)
    }))
}

test.run()
