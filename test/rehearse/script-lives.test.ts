// Custom resources of a rehearsal whose rules are scripts: the values that a script compares with make it say Healthy, and Degraded.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ownRules } from '../../src/health/own-rules.ts'
import type { OwnRules } from '../../src/health/own-rules.ts'
import { luaRule } from '../../src/lua/lua-rule.ts'
import { openLua } from '../../src/lua/machine.ts'
import { factsOf } from '../../src/lua/script-facts.ts'
import { OUR_POLICY } from '../../src/policy.ts'
import { completions, story, warnings } from './story.ts'

const test = suite('script lives')
const lua = await openLua()

function rulesOf(script: string): OwnRules {
  const locate = (line: number) => ({ source: 'argocd-cm.yaml', line: line + 6, column: 1 })
  return ownRules([luaRule({ pattern: 'lab.example.com/Widget', script, openLibs: true, locate }, lua)])
}

const WIDGET = '{apiVersion: lab.example.com/v1, kind: Widget, metadata: {name: w}, spec: {replicas: 3}}\n'
const rehearse = (script: string, faults: readonly (readonly ['fail', string])[] = [], text = WIDGET) =>
  story(text, { faults, sync: { policy: { ...OUR_POLICY, ownRules: rulesOf(script) } } })

const HEALTHY = 'return { status = "Healthy" }'
const DEGRADED = 'return { status = "Degraded", message = "no" }'
const WAITING = 'return { status = "Progressing", message = "not yet" }'
const scripts = {
  'the generation': `if obj.status == nil or obj.status.observedGeneration ~= obj.metadata.generation then ${WAITING} end
    if obj.status.state == "Broken" then ${DEGRADED} end ${HEALTHY}`,
  'a phase of its own': `local status = obj.status or {}
    if status.stage == "Operational" then ${HEALTHY} elseif status.stage == 'Lost' then ${DEGRADED} end ${WAITING}`,
  'several conditions': `local well = 0
    for _, condition in ipairs((obj.status or {}).conditions or {}) do
      if condition.type == "Stored" and condition.status == "True" then well = well + 1 end
      if condition.type == "Linked" and condition.status == "True" and condition.reason == "Joined" then well = well + 1 end
      if condition.type == "Linked" and condition.status == "False" then ${DEGRADED} end
    end
    if well == 2 then ${HEALTHY} end ${WAITING}`,
  'a condition by a function': `local function is(type, word)
      for i = 1, #obj.status.conditions do
        local c = obj.status.conditions[i]
        if c.type == type and c.status == word then return true end
      end
    end
    if not obj.status or not obj.status.conditions then ${WAITING} end
    if is("Provisioned", "True") then ${HEALTHY} elseif is("Provisioned", "False") then ${DEGRADED} end ${WAITING}`,
  counts: `local s = obj.status
    if s and s.lost and s.lost > 2 then ${DEGRADED} end
    if s and s.upReplicas and s.upReplicas >= obj.spec.replicas and s.url ~= "" and s.url then ${HEALTHY} end ${WAITING}`,
  'a pattern': `if obj.status and obj.status.note and string.find(obj.status.note, "^went wrong") then ${DEGRADED} end
    if obj.status and obj.status.note and obj.status.note:match("all is well$") then ${HEALTHY} end ${WAITING}`,
  'a health that is handed on': `local h = obj.status and obj.status.health
    if h ~= nil then return { status = h.status, message = h.message } end ${WAITING}`,
}
for (const [what, script] of Object.entries(scripts)) {
  test(`a rule that looks at ${what} finds it, well and failed`, async () => {
    const well = await rehearse(script)
    assert.equal([well.exitCode, warnings(well).filter((line) => line.startsWith('NEVER_READY'))], [0, []])
    assert.equal(completions(well), ['5s Succeeded Widget shop/w'])
    assert.is((await rehearse(script, [['fail', 'Widget/w']])).exitCode, 1)
  })
}

const DEFINITION = `---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.lab.example.com, annotations: {argocd.argoproj.io/sync-wave: "-1"}}
spec:
  group: lab.example.com
  scope: Namespaced
  names: {plural: widgets, singular: widget, kind: Widget, listKind: WidgetList}
  versions:
  - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}
`

test('a kind whose definition has no subresource for its status gets ready, too', async () => {
  for (const script of [scripts['a phase of its own'], scripts['the generation']]) {
    assert.is((await rehearse(script, [], WIDGET + DEFINITION)).exitCode, 0)
  }
})

test('a rule that nothing satisfies is told with its place, and that it can be left out', async () => {
  const run = await rehearse(WAITING)
  const told = run.events.flatMap((event) => (event.type === 'diagnostic' ? [event.diagnostic] : []))
  assert.is(
    told.find(({ code }) => code === 'NEVER_READY')?.hint,
    'the rehearsal waits for it until its time is over; no status that was tried suits your rule at argocd-cm.yaml:7: leave that out to rehearse the rest',
  )
})

test('what stands in comments and texts of a script is not looked at', () => {
  const { looksAt } = factsOf(
    '-- obj.status.a == "x"\n--[[ obj.status.b ]] local t = "obj.status.c" return obj.status["d"] == 5',
  )
  assert.equal(looksAt, [{ path: 'status.d', values: [5], with: [] }])
})

test.run()
