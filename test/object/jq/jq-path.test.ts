// Paths of jq: which places they name, and what is refused.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { findJqPlaces } from '../../../src/object/jq/jq-path.ts'
import { parseJqPath } from '../../../src/object/jq/parse-jq-path.ts'

const test = suite('jq path')

const OBJECT = {
  metadata: { annotations: { 'example.com/a': '1', plain: '2' } },
  spec: {
    'a-b': 1,
    none: null,
    containers: [
      { name: 'web', image: 'x', env: [{ name: 'A' }, { name: 'B', value: '1' }] },
      { name: 'proxy-1', image: 'y', on: true },
    ],
  },
}

const found: readonly [text: string, ...places: readonly string[]][] = [
  ['.spec."a-b"', 'spec a-b'],
  ['.spec["a-b"]', 'spec a-b'],
  ['.spec.["a-b"]', 'spec a-b'],
  ['."spec"."a-b"', 'spec a-b'],
  ['.spec.none', 'spec none'],
  ['.spec.absent'],
  ['.spec.absent.deeper[].x'],
  ['.spec.constructor'],
  ['.metadata.annotations["example.com/a"]', 'metadata annotations example.com/a'],
  ['.metadata.annotations[]', 'metadata annotations example.com/a', 'metadata annotations plain'],
  ['.spec.containers[].image', 'spec containers 0 image', 'spec containers 1 image'],
  ['.spec.containers[0].image', 'spec containers 0 image'],
  ['.spec.containers[-1].image', 'spec containers 1 image'],
  ['.spec.containers[5]'],
  ['.spec.containers[].env[].value', 'spec containers 0 env 1 value'],
  ['.spec.containers[]?.env[]?|.value?', 'spec containers 0 env 1 value'],
  ['.spec.none, .spec.containers[0].name', 'spec none', 'spec containers 0 name'],
  ['(.spec.none, .metadata) | .annotations', 'metadata annotations'],
  ['.spec.containers[] | select(.name == "web") | .image', 'spec containers 0 image'],
  ['.spec.containers[] | select(.name != "web")', 'spec containers 1'],
  ['.spec.containers[] | select("web" == .name)', 'spec containers 0'],
  ['.spec.containers[] | select(.on)', 'spec containers 1'],
  ['.spec.containers[] | select(.on == true)', 'spec containers 1'],
  ['.spec.containers[] | select(.on | not)', 'spec containers 0'],
  ['.spec.containers[] | select(.name | startswith("proxy-"))', 'spec containers 1'],
  ['.spec.containers[] | select(.name | endswith("b"))', 'spec containers 0'],
  ['.spec.containers[] | select(.name | contains("oxy"))', 'spec containers 1'],
  ['.spec.containers[] | select(.name | test("^proxy-[0-9]$"))', 'spec containers 1'],
  ['.spec.containers[] | select(has("env"))', 'spec containers 0'],
  ['.spec.containers[] | select(.env[]?.name == "B")', 'spec containers 0'],
  ['.spec.containers[] | select(.name == "web" or .name == "proxy-1")', 'spec containers 0', 'spec containers 1'],
  ['.spec.containers[] | select(.name == "web" and .image == "y")'],
  // and binds before or, and a pipe last of all.
  ['.spec.containers[] | select(.on or .name == "web" and .image == "y")', 'spec containers 1'],
  ['.spec.containers[] | select((.name | test("w")) and (.on | not))', 'spec containers 0'],
]

for (const [text, ...places] of found) {
  test(text, () => {
    const path = parseJqPath(text)
    if ('fault' in path) throw new Error(path.fault)
    assert.equal(
      findJqPlaces(OBJECT, path).map((place) => place.join(' ')),
      places,
    )
  })
}

const refused: readonly [text: string, fault: string][] = [
  ['', 'column 1: it ends here, but a path, as .spec, or select(…)'],
  ['spec', 'column 1: "spec" is not read here, but a path, as .spec, or select(…)'],
  ['.spec.a-b', 'column 8: a name with - in it stands in quotes: ."a-b"'],
  ['.metadata.labels.example.com/a', 'column 29: a name with / in it stands in quotes: ."a/b"'],
  ['..', 'column 1: ".." is not read here, but a path, as .spec, or select(…)'],
  ['.spec | map(.x)', 'column 9: "map" is not read here, but a path, as .spec, or select(…)'],
  ['del(.spec)', 'column 1: "del" is not read here, but a path, as .spec, or select(…)'],
  ['.spec.list[1:2]', 'column 13: ":" is not read'],
  ['.spec = 1', 'column 7: "=" is not read'],
  ['.spec.list[', 'column 12: it ends here, but ]'],
  ['.spec | select(.a > 1)', 'column 19: ">" is not read'],
  ['.spec | select(.a', 'column 18: it ends here, but )'],
  ['.spec | select(.a | contains(["x"]))', 'column 30: "[" is not read here, but a text in quotes'],
  ['.spec | select(.a | test("("))', 'column 26: ""("" is not read here, but a regular expression'],
  ['.spec | select(.a == "\\(.b)")', 'column 22: ""\\(.b)"" is not read here, but a plain text in quotes'],
]

for (const [text, fault] of refused) {
  test(`refused: ${text}`, () => assert.equal(parseJqPath(text), { fault }))
}

test.run()
