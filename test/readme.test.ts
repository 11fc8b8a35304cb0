// Every command of README, CONTRIBUTING and docs/: run here as it stands there, on a real API server, or listed with how it is tested.
// time limit: 420 s
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { NoGoError } from '../scripts/control-plane/control-plane.ts'
import { DOCUMENTS, deadLinks, readCommands } from './readme/documents.ts'
import type { DocumentedCommand } from './readme/documents.ts'
import { openSetting } from './readme/setting.ts'
import type { Setting } from './readme/setting.ts'
import { skip } from './support/skip.ts'

/** Commands that are not run here, and what runs them. */
const TESTED_ELSEWHERE: Readonly<Record<string, string>> = {
  'npm ci && npm run demo': 'test/scripts/demo.test.ts runs the demo; .ci/run runs npm ci',
  'npm ci && npm test': '.ci/run',
  'npm ci': '.ci/run',
  'npm test': '.ci/run',
  'npm run check': '.ci/run',
  'npm ci && npm run build && npm install --global .':
    'test/scripts/package.test.ts packs the built package and runs its program',
  'npm ci && npm run build && helm plugin install "$PWD"':
    'test/scripts/helm-plugin.test.ts installs the built checkout; what follows runs here with it',
  'npm ci && npm run package && helm plugin install build/helm/hooksync':
    'test/scripts/helm-plugin.test.ts installs the staged folder; what follows runs here with it',
}

const commands = await readCommands()

for (const document of DOCUMENTS) {
  const own = commands.filter((found) => found.document === document)
  const runnable = own.filter(({ command }) => TESTED_ELSEWHERE[command] === undefined)
  if (runnable.length > 0) testDocument(document, runnable)
}

/** Each page on a control plane and in a folder of its own, its commands in their order. */
function testDocument(document: string, own: readonly DocumentedCommand[]): void {
  const test = suite<{ setting: Setting | undefined }>(document, { setting: undefined })
  test.before(async (context) => {
    try {
      context.setting = await openSetting(document)
    } catch (error) {
      if (!(error instanceof NoGoError)) throw error
    }
  })
  test.after(async ({ setting }) => setting?.close())
  for (const { command, exitCode, helm } of own) {
    test(`${document}: ${command}`, async ({ setting }) => {
      if (setting === undefined) return skip('no Go')
      const result = await setting.run(command, helm)
      assert.is(result.exitCode, exitCode, `${command}\n${result.output}`)
    })
  }
  test.run()
}

const listed = suite('documents')

listed('no command is listed as tested elsewhere that is not there any more', () => {
  const known = commands.map(({ command }) => command)
  assert.equal(
    Object.keys(TESTED_ELSEWHERE).filter((command) => !known.includes(command)),
    [],
  )
})

listed('every link leads to a file, and to a heading where it names one', async () => {
  assert.equal(await deadLinks(), [])
})

listed.run()
