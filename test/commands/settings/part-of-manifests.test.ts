// A command line that names only a part of the manifests prunes nothing, and deletes no application.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { inFolder } from '../../real/lab.ts'
import { createSession } from '../../support/command-session.ts'
import { manifestText } from '../../support/run-sync.ts'
import { configMap } from '../../support/workloads.ts'

const test = suite('part of the manifests')

const LEFT_OUT = 'what it leaves out would be deleted'
const PRUNE = 'app: shop\nprune: true\n'
const WHOLE = 'an application is deleted as a whole'
const NAMED = '--config @/hooksync.yaml'

for (const [settings, words, message] of [
  ['', '-f @ --app shop --prune --include a.yaml', `--prune cannot be used with --include\n${LEFT_OUT}`],
  ['', '-f @ --app shop --prune --exclude b.yaml', `--prune cannot be used with --exclude\n${LEFT_OUT}`],
  [PRUNE, '-f @ --include a.yaml', 'hooksync.yaml:2) cannot be used with --include\n'],
  [PRUNE, 'plan -f @/a.yaml', '/a.yaml, which is not all of '],
  [PRUNE, '-f @/a.yaml', ', or --no-prune, which syncs a part and prunes nothing'],
  [PRUNE, '-f @/a.yaml --no-prune', undefined],
  [PRUNE, '-f @/a.yaml -f @', undefined],
  [PRUNE, '-f @', undefined],
  [`${PRUNE}include: [a.yaml]\n`, '-f @', undefined],
  [`${PRUNE}recursive: true\n`, '-f @ --no-recursive', 'hooksync.yaml:2) cannot be used with --recursive=false\n'],
  [PRUNE, '-f @ --no-recursive', undefined],
  ['app: shop\n', '-f @/a.yaml --prune', undefined],
  ['app: shop\n', 'delete -f @/a.yaml --yes', 'hooksync.yaml:1) cannot be used with --filename='],
  ['app: shop\n', 'delete -f @/a.yaml --dry-run', ', or --app and its name: an application is deleted as a whole'],
  ['app: shop\n', 'plan --delete -f @/a.yaml', '/a.yaml, which is not all of '],
  ['app: shop\n', 'rehearse --delete --against-cluster -f @/a.yaml', '/a.yaml, which is not all of '],
  ['app: shop\n', 'delete -f @ --exclude a.yaml --yes', `hooksync.yaml:1) cannot be used with --exclude\n${WHOLE}`],
  [PRUNE, `-f @/a.yaml ${NAMED}`, 'hooksync.yaml:2) cannot be used with --filename='],
  [PRUNE, `rehearse --against-cluster -f @/a.yaml ${NAMED}`, '/a.yaml, which is not all of '],
  [PRUNE, `-f - -f @/a.yaml ${NAMED}`, 'cannot be used with --filename=-,'],
  [PRUNE, `-f @/../other ${NAMED}`, ', if there is no more than that, or --no-prune'],
  [PRUNE, `plan -k @/../other ${NAMED}`, 'other, which is not all of '],
  ['app: shop\n', `delete -f @/a.yaml ${NAMED} --yes`, 'hooksync.yaml:1) cannot be used with --filename='],
  ['app: shop\n', `plan --delete -f @/../other ${NAMED}`, 'other, which is not all of '],
  [PRUNE, `-f @ ${NAMED}`, undefined],
  [PRUNE, `-f @/../other -f @ ${NAMED}`, undefined],
  [PRUNE, `-f @/a.yaml ${NAMED} --prune --prune-limit 1`, undefined],
  [PRUNE, `-f - ${NAMED}`, undefined],
  ['app: shop\n', `delete -f - ${NAMED} --yes`, undefined],
  ['', 'plan --delete -f @ --include a.yaml --app shop', `--app cannot be used with --include\n${WHOLE}`],
  ['app: shop\nrecursive: true\n', 'delete -f @ --no-recursive --yes', `with --recursive=false\n${WHOLE}`],
  ['app: shop\n', 'delete -f @ --yes', undefined],
  ['app: shop\n', 'delete -f @/a.yaml --app shop --yes', undefined],
  ['app: shop\n', 'delete --config @/hooksync.yaml --yes', undefined],
] as const) {
  test(`${message === undefined ? 'allowed' : 'refused'}: ${words} (${settings.replaceAll('\n', ' ')})`, () =>
    inFolder(async (folder) => {
      const place = join(folder, 'deploy')
      const other = join(folder, 'other')
      for (const one of [place, other]) mkdirSync(one)
      const objects = ['a', 'b'].map((name) => configMap(name))
      for (const one of objects) writeFileSync(join(place, `${one.metadata.name}.yaml`), manifestText([one]))
      writeFileSync(join(other, 'c.yaml'), manifestText([configMap('c')]))
      if (settings !== '') writeFileSync(join(place, 'hooksync.yaml'), settings)
      const session = createSession()
      await session.run(`-f ${place} --config none --app shop`)
      const run = await session.run(words.replaceAll('@', place), objects)
      assert.is(run.exitCode, message === undefined ? 0 : 2, run.stdout + run.stderr)
      if (message === undefined) return
      assert.equal(run.writes, [])
      assert.match(run.stderr, message)
    }))
}

test('paths are those of the folder that the command is run in', () =>
  inFolder(async (folder) => {
    const place = join(folder, 'deploy')
    mkdirSync(place)
    writeFileSync(join(place, 'a.yaml'), manifestText([configMap('a')]))
    writeFileSync(join(place, 'hooksync.yaml'), PRUNE)
    const run = await createSession().run(`-f ${place} --config deploy/hooksync.yaml`, [], { cwd: folder })
    assert.is(run.exitCode, 0, run.stdout + run.stderr)
  }))

test.run()
