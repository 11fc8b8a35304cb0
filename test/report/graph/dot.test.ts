// Plans in Graphviz' language. Names that mean something to it were rendered once with Graphviz and read back unchanged.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { planTree } from '../../../src/plan/plan-tree.ts'
import { drawDot } from '../../../src/report/graph/dot.ts'
import { planned, SHOP } from './planned-tasks.ts'

const test = suite('draw dot')

test('phases and waves are clusters, groups of one kind are boxes, arrows go in the order of the run', () => {
  assert.is(
    drawDot(planTree(SHOP), new Map([['Sync ConfigMap shop/a', 'create']])),
    String.raw`digraph plan {
  graph [rankdir=TB, fontname="sans-serif", charset="UTF-8"]
  node [shape=box, fontname="sans-serif"]
  edge [fontname="sans-serif"]
  subgraph cluster_phase1 {
    label="PreSync"
    subgraph cluster_wave1 {
      label="wave -1"
      wave1_1 [label="Job shop/migrate (hook; delete: BeforeHookCreation)", style=dashed]
    }
  }
  subgraph cluster_phase2 {
    label="Sync"
    subgraph cluster_wave2 {
      label="wave 0"
      wave2_1 [label="Service shop/old (prune)", penwidth=3]
      wave2_2 [label="ConfigMap shop/a: create\lConfigMap shop/b\l"]
    }
    subgraph cluster_wave3 {
      label="wave 1"
      wave3_1 [label="Deployment shop/web"]
    }
  }
  subgraph cluster_phase3 {
    label="PostSync"
    subgraph cluster_wave4 {
      label="wave 0"
      wave4_1 [label="Job shop/smoke (hook; delete: BeforeHookCreation)", style=dashed]
    }
  }
  subgraph cluster_phase4 {
    label="SyncFail"
    subgraph cluster_wave5 {
      label="only when the sync fails, all at once"
      wave5_1 [label="Job shop/alarm (hook; delete: BeforeHookCreation)\lJob shop/undo (hook; delete: BeforeHookCreation)\l", style=dashed]
    }
  }
  wave1_1 -> wave2_1
  wave2_1 -> wave2_2
  wave2_2 -> wave3_1
  wave3_1 -> wave4_1
  wave1_1 -> wave5_1 [style=dashed, label="on failure"]
  wave3_1 -> wave5_1 [style=dashed, label="on failure"]
  wave4_1 -> wave5_1 [style=dashed, label="on failure"]
}
`,
  )
})

const NAMES: readonly (readonly [string, string])[] = [
  ['end', 'end'],
  ['a"b', String.raw`a\"b`],
  [String.raw`a\nb\l`, String.raw`a\\nb\\l`],
  ['&amp;', '&amp;amp;'],
  ['{x|y}<z>', '{x|y}<z>'],
  ['größe-日本-😀', 'größe-日本-😀'],
  ['\u001b[31mred\n//', 'red //'],
]

for (const [name, expected] of NAMES) {
  test(`the name ${JSON.stringify(name)} is text and nothing else`, () => {
    const drawn = drawDot(planTree([{ ...planned('Pod n'), key: { group: '', kind: 'Pod', namespace: '', name } }]))
    assert.ok(drawn.includes(`wave1_1 [label="Pod ${expected}"]\n`), drawn)
  })
}

test('a plan without tasks is an empty graph', () => {
  assert.match(drawDot(planTree([])), /^digraph plan \{\n(?: {2}\w+ \[.*\]\n)+\}\n$/)
})

test.run()
