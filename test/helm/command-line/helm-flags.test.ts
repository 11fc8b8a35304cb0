import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { HELM_SUBCOMMANDS, helmFlags } from '../../../src/helm/command-line/helm-flags.ts'
import { readHelmWords } from '../../../src/helm/command-line/read-helm-words.ts'
import { fixturePath } from '../../support/fixtures.ts'

const test = suite('helm flags')
const recorded = fixturePath('helm', 'flags.json')

interface RecordedFlag {
  readonly type: string
  readonly short?: string
  readonly bare?: string
}

function parseFlags(text: string): Record<string, Record<string, Record<string, RecordedFlag>>> {
  return JSON.parse(text) as Record<string, Record<string, Record<string, RecordedFlag>>>
}

function eachList(
  check: (major: 3 | 4, subcommand: (typeof HELM_SUBCOMMANDS)[number], flags: [string, RecordedFlag][]) => void,
): void {
  const all = parseFlags(readFileSync(recorded, 'utf8'))
  for (const major of [3, 4] as const) {
    for (const subcommand of HELM_SUBCOMMANDS) check(major, subcommand, Object.entries(all[major]?.[subcommand] ?? {}))
  }
}

test('the table holds every flag of both majors, its letter and what it takes', () => {
  eachList((major, subcommand, flags) => {
    // Helm accepts it and names it nowhere (helm/helm:cmd/helm/upgrade.go, v3).
    const unlisted: typeof flags = major === 3 && subcommand === 'upgrade' ? [['recreate-pods', { type: 'bool' }]] : []
    const expected = [...flags, ...unlisted].map(([name, { type, short, bare }]) => {
      const takes = bare !== undefined ? 'optional' : type === 'bool' ? 'switch' : 'value'
      return { name, short, takes }
    })
    const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1)
    assert.equal([...helmFlags(major, subcommand).values()].toSorted(byName), expected.toSorted(byName))
  })
})

test('every flag is read with an equals sign and with a blank', () => {
  eachList((major, subcommand, flags) => {
    for (const [name] of flags) {
      const takes = helmFlags(major, subcommand).get(name)?.takes
      const value = takes === 'switch' ? 'false' : 'v'
      const where = `Helm ${major} ${subcommand} --${name}`
      assert.equal(
        readHelmWords([subcommand, 'demo', `--${name}=${value}`, './chart'], major),
        { subcommand, flags: [{ name, value }], positionals: ['demo', './chart'] },
        where,
      )
      assert.equal(
        readHelmWords([subcommand, 'demo', `--${name}`, 'v', './chart'], major),
        takes === 'value'
          ? { subcommand, flags: [{ name, value: 'v' }], positionals: ['demo', './chart'] }
          : { subcommand, flags: [{ name, value: undefined }], positionals: ['demo', 'v', './chart'] },
        where,
      )
    }
  })
})

test.run()
