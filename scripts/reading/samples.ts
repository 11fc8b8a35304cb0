// Texts in which each way of writing YAML stands at least once.

/** Each is sound as it is, or shows what its comment says. */
export const SAMPLES: readonly [string, ...string[]] = [
  `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web # a comment
  labels: {app: web, "tier": 'front'}
  annotations:
    argocd.argoproj.io/sync-wave: "-1"
    'quoted': it's plain
    empty: ""
spec:
  replicas: 3
  paused: true
  template:
    spec:
      containers:
      - name: web
        args: ["--port=80", -v, [a b], --x=y]
        command:
        - sh
        - -c
        - |
          echo a # no comment

            indented
        env:
          - {name: A, value: "1"}
          -
            name: B
            value: >-
              folded
              twice

              thrice
        resources:
          {}
      volumes: []
`,
  `kind: ConfigMap
apiVersion: v1
metadata: {name: a}
data:
  text: |-
    last
  kept: |+
    a

  folded: >
    one
    two
      deeper

    three
  long: plain text
    that goes on

    and on
  single: 'it''s
    long'
  double: "a\\n\\"b\\"
    \\ c \\
    d"
  "quoted key": ~
  ? complex
  : value
`,
  `{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a", "labels": null},
 "data": {"a": "aGk=", "b": "\\u00e9\\/\\ud83d\\ude00\\t"}, "n": [1, -0, 1.50, 1e3, 12345678901234567890, true, null]}
`,
  `{"apiVersion":"v1","kind":"A","metadata":{"name":"a"}}{"apiVersion":"v1","kind":"A","metadata":{"name":"b"}}
{"apiVersion":"v1","kind":"A","metadata":{"name":"c"}}
`,
  `apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: ConfigMap
  metadata:
    name: a
- {apiVersion: v1, kind: Secret, metadata: {name: b}}
- apiVersion: v1
  kind: PodList
  items:
  - {apiVersion: v1, kind: Pod, metadata: {name: c}}
`,
  `apiVersion: v1
kind: PodList
items:
- metadata: {name: a}
- metadata: {name: b}
  spec: {}
`,
  `kind: A
apiVersion: v1
metadata: &m
  name: &n x
  labels: &l {a: b, c: d}
other:
  <<: *m
  name: y
list: [*n, *l, {<<: *l, c: e}, {<<: [*l, {f: g}]}]
`,
  `apiVersion: v1
kind: A
metadata: {name: a}
addresses: [fd00:10::, 10.0.0.1, "::1"]
volume: {emptyDir:}
flow: {
  a: [b,
    c], "d": {e: f}, ? g : h
}
args: [apply, -f, -x]
`,
  `a: 1
---
# comment
b: 2
--- # another
c: |
  ---
  text
---
---
d: "x"
...
`,
  `n: y
1: on
1.5: off
0x10: 010
1_000: 1:30
e: !!str
`,
]
