// A command line that names only a part of the manifests prunes nothing: what it leaves out has not left them.
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

for (const [settings, words, message] of [
  ['', '-f @ --app shop --prune --include a.yaml', `--prune cannot be used with --include\n${LEFT_OUT}`],
  ['', '-f @ --app shop --prune --exclude b.yaml', `--prune cannot be used with --exclude\n${LEFT_OUT}`],
  [PRUNE, '-f @ --include a.yaml', 'hooksync.yaml:2) cannot be used with --include\n'],
  [PRUNE, 'plan -f @/a.yaml', '/a.yaml, which is only a part of '],
  [PRUNE, '-f @/a.yaml', ', or --no-prune, which syncs a part and prunes nothing'],
  [PRUNE, '-f @/a.yaml --no-prune', undefined],
  [PRUNE, '-f @/a.yaml -f @', undefined],
  [PRUNE, '-f @', undefined],
  [`${PRUNE}include: [a.yaml]\n`, '-f @', undefined],
  [PRUNE, 'delete -f @/a.yaml --yes', undefined],
  ['app: shop\n', '-f @/a.yaml --prune', undefined],
] as const) {
  test(`${message === undefined ? 'allowed' : 'refused'}: ${words} (${settings.replaceAll('\n', ' ')})`, () =>
    inFolder(async (folder) => {
      const place = join(folder, 'deploy')
      mkdirSync(place)
      for (const name of ['a', 'b']) writeFileSync(join(place, `${name}.yaml`), manifestText([configMap(name)]))
      if (settings !== '') writeFileSync(join(place, 'hooksync.yaml'), settings)
      const run = await createSession().run(words.replaceAll('@', place))
      assert.is(run.exitCode, message === undefined ? 0 : 2, run.stdout + run.stderr)
      if (message === undefined) return
      assert.equal(run.writes, [])
      assert.match(run.stderr, message)
    }))
}

test.run()
