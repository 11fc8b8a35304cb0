// Plans as Mermaid flowcharts. Names that mean something to Mermaid were rendered once with mermaid 11 and read back unchanged.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { planTree } from '../../../src/plan/plan-tree.ts'
import { drawMermaid } from '../../../src/report/graph/mermaid.ts'
import { planned, SHOP } from './planned-tasks.ts'

const test = suite('draw mermaid')

test('phases hold waves, waves hold groups of one kind, arrows go in the order of the run', () => {
  assert.is(
    drawMermaid(planTree(SHOP), new Map([['Sync ConfigMap shop/a', 'create']])),
    `flowchart TB
  subgraph phase1["PreSync"]
    subgraph wave1["wave -1"]
      wave1_1["Job shop/migrate (hook; delete: BeforeHookCreation)"]:::hook
    end
  end
  subgraph phase2["Sync"]
    subgraph wave2["wave 0"]
      wave2_1["Service shop/old (prune)"]:::prune
      wave2_2["ConfigMap shop/a: create<br/>ConfigMap shop/b"]
    end
    subgraph wave3["wave 1"]
      wave3_1["Deployment shop/web"]
    end
  end
  subgraph phase3["PostSync"]
    subgraph wave4["wave 0"]
      wave4_1["Job shop/smoke (hook; delete: BeforeHookCreation)"]:::hook
    end
  end
  subgraph phase4["SyncFail"]
    subgraph wave5["only when the sync fails, all at once"]
      wave5_1["Job shop/alarm (hook; delete: BeforeHookCreation)<br/>Job shop/undo (hook; delete: BeforeHookCreation)"]:::hook
    end
  end
  wave1_1 --> wave2_1
  wave2_1 --> wave2_2
  wave2_2 --> wave3_1
  wave3_1 --> wave4_1
  wave1_1 -. "on failure" .-> wave5_1
  wave3_1 -. "on failure" .-> wave5_1
  wave4_1 -. "on failure" .-> wave5_1
  classDef hook stroke-dasharray: 5 3
  classDef prune stroke-width: 3px
`,
  )
})

const NAMES: readonly (readonly [string, string])[] = [
  ['end', 'end'],
  ['a"]b', 'a#34;#93;b'],
  ['system:x#', 'system#58;x#35;'],
  ['<b>`**1.', '#60;b#62;#96;#42;#42;1.'],
  ['größe-日本', 'größe-日本'],
  ['😀', '#128512;'],
  ['\u001b[31mred\n%%', 'red #37;#37;'],
  ['a_b\\', 'a#95;b#92;'],
]

for (const [name, expected] of NAMES) {
  test(`the name ${JSON.stringify(name)} is text and nothing else`, () => {
    const drawn = drawMermaid(planTree([{ ...planned('Pod n'), key: { group: '', kind: 'Pod', namespace: '', name } }]))
    assert.match(drawn, `      wave1_1["Pod ${expected}"]\n`)
  })
}

test('of very many names in one box the rest is counted', () => {
  const many = Array.from({ length: 300 }, (_, index) => planned(`Secret shop/s${index}`))
  assert.match(drawMermaid(planTree(many)), 'Secret shop/s11<br/>and 288 more tasks"]')
})

test('a plan without tasks is an empty chart', () => {
  assert.match(drawMermaid(planTree([])), /^flowchart TB\n {2}classDef/)
})

test.run()
