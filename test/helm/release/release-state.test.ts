import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ReleaseRevision } from '../../../src/helm/release/release-record.ts'
import { isServerSideRelease, releaseState } from '../../../src/helm/release/release-state.ts'

const test = suite('release state')

const ASKED = {
  upgrade: { subcommand: 'upgrade', installIfMissing: false, replaceName: false },
  'upgrade -i': { subcommand: 'upgrade', installIfMissing: true, replaceName: false },
  install: { subcommand: 'install', installIfMissing: false, replaceName: false },
  'install --replace': { subcommand: 'install', installIfMissing: false, replaceName: true },
} as const

function revisions(statuses: string): readonly ReleaseRevision[] {
  return statuses
    .split(' ')
    .filter((status) => status !== '')
    .map((status, index) => {
      return { version: index + 1, status, object: { apiVersion: 'v1', kind: 'Secret', metadata: {} } }
    })
}

/** `event, number of the current revision`, or the reason. */
const ROWS: readonly (readonly [keyof typeof ASKED, string, string])[] = [
  ['upgrade -i', '', 'install -'],
  ['upgrade -i', 'uninstalled', 'install -'],
  ['upgrade -i', 'superseded uninstalled', 'install -'],
  ['upgrade -i', 'deployed', 'upgrade 1'],
  ['upgrade -i', 'deployed failed', 'upgrade 1'],
  ['upgrade -i', 'failed', 'upgrade 1'],
  ['upgrade -i', 'superseded deployed failed failed', 'upgrade 2'],
  ['upgrade', 'superseded deployed', 'upgrade 2'],
  ['upgrade', 'superseded', 'upgrade 1'],
  ['install', '', 'install -'],
  ['install --replace', 'uninstalled', 'install -'],
  ['install --replace', 'failed', 'install -'],
  [
    'upgrade -i',
    'deployed pending-upgrade',
    'release demo is pending-upgrade: another operation is in progress, or one was cut off',
  ],
  [
    'install',
    'pending-install',
    'release demo is pending-install: another operation is in progress, or one was cut off',
  ],
  [
    'upgrade',
    '',
    'there is no release demo where we look, but Helm is at an upgrade: do we look at the same cluster and storage?',
  ],
  [
    'upgrade',
    'uninstalled',
    'no revision of demo is deployed where we look, but Helm is at an upgrade: do we look at the same cluster and storage?',
  ],
  [
    'install',
    'deployed',
    'release demo is deployed where we look, but Helm is at an install: do we look at the same cluster and storage?',
  ],
  [
    'install --replace',
    'deployed',
    'release demo is deployed where we look, but Helm is at an install: do we look at the same cluster and storage?',
  ],
]

for (const [asked, statuses, expected] of ROWS) {
  test(`${asked} over ${statuses || 'nothing'}`, () => {
    const state = releaseState('demo', revisions(statuses), ASKED[asked])
    assert.is(state.refused ?? `${state.event} ${state.current?.version ?? '-'}`, expected)
  })
}

test('a release is written server-side as its Helm, its flag and its last revision say', () => {
  const rows = [
    [3, 'false', 'upgrade', 'ssa', false],
    [4, 'true', 'install', undefined, true],
    [4, 'auto', 'install', undefined, true],
    [4, 'false', 'install', undefined, false],
    [4, 'auto', 'upgrade', 'ssa', true],
    [4, 'auto', 'upgrade', 'csa', false],
    [4, 'auto', 'upgrade', undefined, false],
    [4, 'true', 'upgrade', undefined, true],
    [4, 'false', 'upgrade', 'ssa', false],
  ] as const
  for (const [major, serverSide, event, method, expected] of rows) {
    assert.is(isServerSideRelease({ major, serverSide }, event, method), expected, `${major} ${serverSide} ${event}`)
  }
})

test.run()
