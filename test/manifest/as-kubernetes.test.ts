// What other readers of YAML read otherwise than Kubernetes does, kind by kind, with Kubernetes' value. Where there is Go, the
// tables themselves are held against Kubernetes' own reader.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { NoGoError } from '../../scripts/control-plane/build.ts'
import { startKubernetesReader } from '../../scripts/reading/kubernetes-reader.ts'
import { parseJson, toJson } from '../../src/object/json.ts'
import { jsonEqual } from '../../src/object/kube-object.ts'
import { parseManifests } from '../../src/manifest/parse-manifests.ts'
import { renderDiagnostic } from '../../src/manifest/render-diagnostic.ts'
import { soundManifests } from '../../src/manifest/sound-manifests.ts'
import { skip } from '../support/skip.ts'

const test = suite('as-kubernetes')

const HEAD = 'apiVersion: v1\nkind: Test\nmetadata: {name: t}\n'

/** What follows HEAD, and what the object has then beside it. */
const READ: readonly (readonly [kind: string, yaml: string, json: string])[] = [
  // Blank lines of spaces and tabs behind a plain value belong to nothing.
  ['blanks behind a number', 'replicas: 3\n  \t\nz: 1\n', '{"replicas":3,"z":1}'],
  ['blanks behind a boolean', 'paused: true\n \t \nz: 1\n', '{"paused":true,"z":1}'],
  ['blanks behind null', 'owner: ~\n \t\nz: 1\n', '{"owner":null,"z":1}'],
  ['blanks behind a text', 'a: b\n  \t\n\n \t', '{"a":"b"}'],
  ['a tab before a comment', 'a: 1\t# c\n', '{"a":1}'],
  ['a tab behind a colon', 'a:\t1\n', '{"a":1}'],
  ['a tab in a text', 'a: b\tc\n', '{"a":"b\\tc"}'],
  // A colon ends a key only before a blank, in brackets too.
  ['an address that ends in colons', 'a: [fd00:10::, 10.0.0.1]\n', '{"a":["fd00:10::","10.0.0.1"]}'],
  ['a colon before a brace', 'a: {emptyDir:}\n', '{"a":{"emptyDir:":null}}'],
  ['a colon before a bracket', 'a: [8:]\n', '{"a":["8:"]}'],
  ['an address as a value in braces', 'a: {addr: fd00::}\n', '{"a":{"addr":"fd00::"}}'],
  ['a colon glued to a plain key', 'a: {b:c}\n', '{"a":{"b:c":null}}'],
  ['a colon glued to a quoted key', 'a: {"b":c, \'d\':e}\n', '{"a":{"b":"c","d":"e"}}'],
  ['a pair in a list', 'a: [b: c, d]\n', '{"a":[{"b":"c"},"d"]}'],
  ['a question mark in a list', 'a: [?b]\n', '{"a":[{"b":null}]}'],
  ['a question mark in braces', 'a: {?b : c}\n', '{"a":{"b":"c"}}'],
  // Quoted texts over several lines.
  [
    'a blank line and escaped quotes',
    'a: "Welcome to \\"shop\\".\n\n  Second paragraph."\n',
    '{"a":"Welcome to \\"shop\\".\\nSecond paragraph."}',
  ],
  ['a hidden line end before a blank line', 'a: "first\\\n\n  second"\n', '{"a":"first\\nsecond"}'],
  ['a hidden line end keeps the blanks before it', 'a: "first  \\\n  second"\n', '{"a":"first  second"}'],
  ['a closing quote in the first column', 'a: "first\n  second\n"\nz: 1\n', '{"a":"first second ","z":1}'],
  ['a single quote in the first column', "a: 'first\n\n'\nz: 1\n", '{"a":"first\\n","z":1}'],
  [
    'a quoted text in the column of its key',
    'b:\n  a: "first\n  second"\n  z: 1\n',
    '{"b":{"a":"first second","z":1}}',
  ],
  ['a quoted text left of its key', 'b:\n  a: "first\n second"\n', '{"b":{"a":"first second"}}'],
  ['a quoted text with a tab at a line start', 'a: "first\n\tsecond"\n', '{"a":"first second"}'],
  // Brackets whose lines stand in or left of the column of the key.
  ['a closing bracket in the column of the key', 'a: [\n  1,\n  2\n]\n', '{"a":[1,2]}'],
  ['items in the column of the key', 'b:\n  a: [\n  1,\n  2\n  ]\n', '{"b":{"a":[1,2]}}'],
  ['pasted JSON', 'b:\n  a: {\n"c": [\n1\n],\n"d": {}\n}\n', '{"b":{"a":{"c":[1],"d":{}}}}'],
  ['a dash as an item of a list in brackets', 'a: [apply, -f, -x]\n', '{"a":["apply","-f","-x"]}'],
  ['a dash alone in brackets', 'a: [-]\n', '{"a":["-"]}'],
  ['a comma before a closing bracket', 'a: [1, ]\nb: {c: d, }\n', '{"a":[1],"b":{"c":"d"}}'],
  // Line ends of YAML 1.1.
  ['NEL ends a line', 'a: b\u0085c: d\n', '{"a":"b","c":"d"}'],
  ['NEL in a plain text is folded', 'a: b\u0085  c\n', '{"a":"b c"}'],
  ['LS in a plain text stays', 'a: b\u2028  c\n', '{"a":"b\\u2028c"}'],
  ['PS in a quoted text stays, its blanks go', 'a: "b \u2029 c"\n', '{"a":"b\\u2029c"}'],
  ['LS in a block stays', 'a: |\n  b\u2028  c\n', '{"a":"b\\u2028c\\n"}'],
  ['NEL in a block is a line end', 'a: |\n  b\u0085  c\n', '{"a":"b\\nc\\n"}'],
  ['CR alone ends a line', 'a: b\rc: d\n', '{"a":"b","c":"d"}'],
  ['CR LF in a block', 'a: |\r\n  b\r\n  c\r\n', '{"a":"b\\nc\\n"}'],
  ['a no-break space is text', 'a: b\u00a0\nc: \u00a0\n', '{"a":"b\u00a0","c":"\u00a0"}'],
  ['a byte order mark as an escape', 'a: "\\uFEFFb"\n', '{"a":"\ufeffb"}'],
  // Text blocks.
  ['a block with an indentation and blank lines', 'a: |2\n     \n   b\n\n', '{"a":"   \\n b\\n"}'],
  ['a block of blank lines only', 'a: |\n  \n\nz: 1\n', '{"a":"","z":1}'],
  ['a block that keeps its blank lines', 'a: |+\n  b\n\n\nz: 1\n', '{"a":"b\\n\\n\\n","z":1}'],
  ['a block that keeps nothing but blank lines', 'a: |+\n\n\nz: 1\n', '{"a":"\\n\\n","z":1}'],
  ['a stripped block with deeper blank lines behind', 'a: |-\n  b\n    \nz: 1\n', '{"a":"b\\n  ","z":1}'],
  ['a folded block with a deeper line', 'a: >\n  b\n  c\n    d\n  e\n', '{"a":"b c\\n  d\\ne\\n"}'],
  ['a folded block with a tab at a line start', 'a: >\n  b\n  \tc\n  d\n', '{"a":"b\\n\\tc\\nd\\n"}'],
  ['a comment behind a header', 'a: | # c\n  b\n', '{"a":"b\\n"}'],
  ['a comment glued to a header', 'a: |#c\n  b\n', '{"a":"b\\n"}'],
  ['a block without a line end', 'a: |\n  b', '{"a":"b\\n"}'],
  // The tag "!" makes text, of everything.
  ['a lone "!"', 'a: !\nb: ! 1\nc: ! "x"\n', '{"a":"","b":"1","c":"x"}'],
  ['tags that fit', 'a: !!int "5"\nb: !!float 1\nc: !!bool n\nd: !!null ""\n', '{"a":5,"b":1,"c":false,"d":null}'],
  ['a tag on a collection', 'a: !!str [b]\nc: !x {d: e}\n', '{"a":["b"],"c":{"d":"e"}}'],
  ['a tag as an address', 'a: !<tag:yaml.org,2002:str> 1\nb: !!in%74 "2"\n', '{"a":"1","b":2}'],
  // The dialect of YAML 1.1.
  ['words', 'a: [y, N, on, Off, yes, nO, "y"]\n', '{"a":[true,false,true,false,true,"nO","y"]}'],
  [
    'numbers',
    'a: [0o7, 010, 08, 0x1F, 0b11, 1_000, 1:30, +1, .5, 1., 1e3]\n',
    '{"a":[7,8,8,31,3,1000,"1:30",1,0.5,1,1000]}',
  ],
  [
    'keys',
    '1: a\n1.50: b\nn: c\n0x10: d\n1e6: e\n-0.0: f\n',
    '{"1":"a","1.5":"b","false":"c","16":"d","1e+06":"e","-0":"f"}',
  ],
  [
    'great numbers',
    'a: [9007199254740993, 9223372036854775808, !!float 9007199254740993]\n',
    '{"a":[9007199254740993,9223372036854775808,9007199254740992]}',
  ],
  ['a date is a text', 'a: 2001-01-01\nb: !!timestamp 2001-01-01\n', '{"a":"2001-01-01","b":"2001-01-01"}'],
  // Anchors and merges.
  ['an anchor before its text ends', 'a: &x-1 b\nc: *x-1\n', '{"a":"b","c":"b"}'],
  ['a merge of several', 'a: &x {b: 1}\nc: {<<: [*x, {b: 2, d: 3}], e: 4}\n', '{"a":{"b":1},"c":{"b":1,"d":3,"e":4}}'],
  ['an alias as a key', 'a: &x b\n*x : c\n', '{"a":"b","b":"c"}'],
  // Where a document ends, and what stands before it.
  ['a document mark', '...\n', '{}'],
  ['a comment behind a document mark', 'a: b\n... # c\n# d\n', '{"a":"b"}'],
  ['a text that looks like a separator', 'a: |\n  ---\n  ...\n', '{"a":"---\\n...\\n"}'],
  ['a complex key', '? a\n: - b\n  - c\n', '{"a":["b","c"]}'],
  ['items without an indentation', 'a:\n- b\n-\n- - c\n  - d\n', '{"a":["b",null,["c","d"]]}'],
]

for (const [kind, yaml, json] of READ) {
  test(`read: ${kind}`, () => {
    const source = { name: 'f.yaml', text: HEAD + yaml }
    const { manifests, diagnostics } = parseManifests([source])
    assert.equal(diagnostics.map(renderDiagnostic), [])
    const { apiVersion, kind: name, metadata, ...rest } = manifests[0]?.object ?? {}
    assert.equal({ apiVersion, name, metadata }, { apiVersion: 'v1', name: 'Test', metadata: { name: 't' } })
    assert.ok(jsonEqual(rest, parseJson(json)), `${toJson(rest)}, not ${json}`)
    assert.equal(soundManifests([source]), manifests)
  })
}

/** What Kubernetes refuses, or what nobody could mean: the code and the first line of what is told. */
const REFUSED: readonly (readonly [kind: string, yaml: string, told: string])[] = [
  [
    'an escape that only JSON has',
    'a: "\\/"\n',
    'f.yaml:4:4 YAML_SYNTAX in these double quotes stands a "\\" sequence that Kubernetes does not know',
  ],
  [
    'half of a surrogate pair',
    'a: "\\ud83d\\ude00"\n',
    'f.yaml:4:4 YAML_SYNTAX in these double quotes stands a "\\" sequence that Kubernetes does not know',
  ],
  ['a tab as an indentation', 'a:\n\tb: c\n', 'f.yaml:5:1 YAML_SYNTAX a tab indents this line'],
  ['a tab in the first column', 'a: b\n\t\n', 'f.yaml:4:4 YAML_SYNTAX a tab indents this line'],
  ['a list item in brackets', 'a: [- b]\n', 'f.yaml:4:5 YAML_SYNTAX a "," is missing in this "{…}" or "[…]"'],
  ['a document mark in quotes', 'a: "b\n...\nc"\n', 'f.yaml:4:4 YAML_SYNTAX the quoted text has no end'],
  [
    'a key of two types',
    'a: {1: b, "1": c}\n',
    'f.yaml:4:11 DUPLICATE_KEY the key "1" stands in two spellings; kubectl takes one of them at random',
  ],
  ['a key beyond int64', '18446744073709551615: a\n', 'f.yaml:4:1 BAD_KEY a key cannot be "18446744073709551615"'],
  ['a tag that does not fit a key', '!!int 1.5: a\n', 'f.yaml:4:7 BAD_TAG "1.5" does not fit its tag !!int'],
  ['a whole float that is called an integer', 'a: !!int 1.\n', 'f.yaml:4:10 BAD_TAG "1." does not fit its tag !!int'],
  ['1e3 called an integer', 'a: !!int 1e3\n', 'f.yaml:4:10 BAD_TAG "1e3" does not fit its tag !!int'],
  [
    'a merge of a list of lists',
    'a: &x [{b: 1}]\nc: {<<: *x}\n',
    'f.yaml:5:9 BAD_MERGE "<<" takes a mapping or a list of mappings',
  ],
  [
    'an object behind an object that stands deeper',
    'a: 1\n---\n  b: 1\nc: 2\n',
    'f.yaml:7:1 YAML_SYNTAX here the document has ended already: kubectl would leave out what follows, without a word',
  ],
  [
    'items that are null',
    'items: null\n',
    'f.yaml:4:8 ODD_LIST "items: null" makes an empty list of the Test: kubectl would apply nothing, without a word',
  ],
  [
    'items that are a mapping',
    'items: {a: b}\n',
    'f.yaml:4:8 ODD_LIST items is a mapping, but what has "items" is a list to Kubernetes',
  ],
  [
    'a version with two slashes',
    'apiVersion: a/b/v1\n',
    'f.yaml:4:13 INVALID_API_VERSION apiVersion is "a/b/v1", which is not a group and version',
  ],
  [
    'a thousand and one levels',
    `a: ${'['.repeat(1000)}${']'.repeat(1000)}\n`,
    'f.yaml:4:1003 YAML_SYNTAX the document is nested too deeply',
  ],
]

for (const [kind, yaml, told] of REFUSED) {
  test(`refused: ${kind}`, () => {
    const { manifests, diagnostics } = parseManifests([{ name: 'f.yaml', text: HEAD + yaml }])
    const errors = diagnostics.filter(({ severity }) => severity === 'error').map(renderDiagnostic)
    assert.equal(
      errors.map((text) => text.split('\n')[0]),
      [told],
    )
    assert.ok(manifests.length <= 1)
  })
}

test('what is read here is what Kubernetes reads', async () => {
  const kubernetes = await startKubernetesReader().catch((error: unknown) => {
    if (error instanceof NoGoError) return undefined
    throw error
  })
  if (kubernetes === undefined) return skip('no Go')
  const answers = await kubernetes.read(READ.map(([, yaml]) => HEAD + yaml))
  await kubernetes.close()
  for (const [index, [kind, yaml]] of READ.entries()) {
    const objects = parseManifests([{ name: 'f.yaml', text: HEAD + yaml }]).manifests.map(({ object }) => object)
    const theirs = answers[index] ?? []
    assert.equal(
      theirs.flatMap(({ error, refused }) => error ?? refused ?? []),
      [],
      kind,
    )
    const told = `${kind}\nours   ${toJson(objects)}\ntheirs ${toJson(theirs.map(({ value }) => value))}`
    assert.ok(
      jsonEqual(
        objects,
        theirs.flatMap((document) => document.objects ?? []),
      ),
      told,
    )
  }
})

test.run()
