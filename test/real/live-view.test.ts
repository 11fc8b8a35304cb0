// The live view of an app of forty objects on a real API server, in tmux: the reason of what waits stands on each screen as a whole, also
// on one that is resized in mid-run, and what is left at the end is a transcript.
// time limit: 120 s
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { hasTmux, openPane } from '../report/live/tmux.ts'
import type { Pane } from '../report/live/tmux.ts'
import { withControlPlane } from '../support/control-plane.ts'
import type { ControlPlane } from '../support/control-plane.ts'
import { annotate } from '../support/objects.ts'
import { PROGRAM, programEnvironment } from '../support/program.ts'
import { skip } from '../support/skip.ts'
import { waitUntil } from '../support/wait-until.ts'
import { inFolder, kubectl, makeNamespace, stream } from './lab.ts'
import { configMap, deployment, job } from './workload.ts'

const test = suite('live view')
const real = withControlPlane(test)

type Size = readonly [columns: number, rows: number]

/** The sizes that each pane has, one after another. */
const PANES: readonly (readonly Size[])[] = [
  [[80, 24]],
  [[120, 40]],
  [[200, 50]],
  [
    [80, 24],
    [200, 50],
    [120, 40],
    [60, 20],
    [120, 40],
    [80, 24],
  ],
]

/** What the scheduler says of a pod that no node may take, as a person would tell it. */
const REASON = "← FailedScheduling: 0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector."

const LOG = Array.from({ length: 12 }, (_, at) => `table ${at} is migrated`).join('\n')

const api = deployment('api', {
  replicas: 2,
  template: {
    metadata: { labels: { app: 'api' } },
    spec: { nodeSelector: { 'example.com/disk': 'fast' }, containers: [{ name: 'main', image: 'nginx' }] },
  },
})

/** A migration with a log, two waves that come about at once, and a Deployment that waits for a node. */
const APP: readonly KubeObject[] = [
  job('migrate', { hook: { hook: 'PreSync' }, lab: { 'lab/log': LOG, 'lab/log-every': '50ms', 'lab/run-for': '1s' } }),
  ...Array.from({ length: 36 }, (_, at) => inWave(configMap(`settings-${at}`), at % 2)),
  deployment('web'),
  deployment('cache'),
  inWave(api, 2),
]

function inWave(object: KubeObject, wave: number): KubeObject {
  const { metadata } = object
  const annotations = { ...metadata.annotations, ...annotate({ wave: `${wave}` }) }
  return { ...object, metadata: { ...metadata, annotations } }
}

/** The first lines of all blocks that are there. */
function heads(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => line.startsWith('── '))
}

/** A screen as one text, wherever its lines are broken. */
async function read(pane: Pane): Promise<string> {
  return (await pane.screen()).map((line) => line.trim()).join(' ')
}

async function openRun(plane: ControlPlane, folder: string, namespace: string, size: Size): Promise<Pane> {
  const words = [process.execPath, PROGRAM, '-f', join(folder, 'app.yaml'), '-n', namespace, '--timeout', '2m']
  const command = `${words.map((word) => `'${word}'`).join(' ')}; echo "exit code $?"`
  const env = { ...programEnvironment(plane.env), COLUMNS: '' }
  return openPane(`hooksync-${namespace}-${process.pid}`, command, { columns: size[0], rows: size[1], env })
}

/** Three runs of 40 objects side by side, on a busy machine. */
const PATIENCE_MS = 60_000

/** The reason is on the screen at each size, and the block there once, whether it was drawn anew or resized. */
async function lookAt(pane: Pane, sizes: readonly Size[]): Promise<void> {
  for (const [columns, rows] of sizes) {
    const before = heads(await pane.all())[0]
    await pane.resize(columns, rows)
    // The head has another time when it was drawn for this size.
    await waitUntil(
      async () => (await read(pane)).includes(REASON) && heads(await pane.all())[0] !== before,
      PATIENCE_MS,
    )
    const all = await pane.all()
    assert.is(heads(all).length, 1, all.join('\n'))
    assert.match(heads(all)[0] ?? '', /^── Sync wave 2 \(3 of 3\) · 39 of 40 done · .* left$/)
  }
}

/** Each object has one line, in order of the waves, and nothing of a block is left. */
function readTranscript(lines: readonly string[]): void {
  const text = lines.join('\n')
  for (const { kind, metadata } of APP) {
    const own = lines.filter((line) => line.includes(`✓ ${kind} `) && line.includes(`/${metadata.name} `))
    assert.is(own.length, 1, `${kind} ${metadata.name}:\n${text}`)
  }
  assert.not.match(text, /──|←|│/)
  assert.match(text, /✓ Deployment \S+\/api created, healthy in \d/)
  const waves = lines.flatMap((line) => /(?:PreSync|Sync) wave \d+: \d+ tasks?/.exec(line) ?? [])
  assert.equal(waves, [
    'PreSync wave 0: 1 task',
    'Sync wave 0: 20 tasks',
    'Sync wave 1: 18 tasks',
    'Sync wave 2: 1 task',
  ])
}

real('the reason of a wait is readable at each size, and the scrollback is a transcript', async (plane) => {
  if (!(await hasTmux())) return skip('no tmux: apt-get install tmux')
  await inFolder(async (folder) => {
    writeFileSync(join(folder, 'app.yaml'), stream(...APP))
    const opened: Pane[] = []
    try {
      const looked = PANES.map(async (sizes, at) => {
        const namespace = await makeNamespace(plane, `live-${at}`)
        const pane = await openRun(plane, folder, namespace, sizes[0] ?? [80, 24])
        opened.push(pane)
        await lookAt(pane, sizes)
        return pane
      })
      const panes = await Promise.all(looked)
      await kubectl(plane, ['label', 'node', 'lab', 'example.com/disk=fast'])
      for (const pane of panes) {
        await waitUntil(async () => (await pane.all()).includes('exit code 0'), PATIENCE_MS)
        readTranscript(await pane.all())
      }
    } finally {
      await Promise.all(opened.map((pane) => pane.close()))
    }
  })
})

test.run()
