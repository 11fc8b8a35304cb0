// Which files of a folder are read, and what is told of a folder that another tool builds from.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readSources } from '../../src/manifest/read-sources.ts'
import type { SourceSelection } from '../../src/manifest/read-sources.ts'
import { renderDiagnostic } from '../../src/manifest/render-diagnostic.ts'
import { memoryIo } from '../support/run-main.ts'

const test = suite('read-folder')

const folder = mkdtempSync(join(tmpdir(), 'hooksync-folder-'))
test.after(() => rmSync(folder, { recursive: true }))

const SKIP = '# +argocd:skip-file-rendering\nreplicas: 3\n'
const FILES: Readonly<Record<string, string>> = {
  'm/a.yaml': '# a\n',
  'm/b.yml': '# b\n',
  'm/values.yaml': SKIP,
  'm/envs/prod/c.yaml': '# c\n',
  'm/envs/dev/c.yaml': '# c\n',
  'm/envs/dev/d.json': '{}',
  'only-values/values.yaml': SKIP,
  'kustom/kustomization.yaml': 'resources: [a.yaml]\n',
  'kustom/a.yaml': '# a\n',
  'plain/Kustomization': 'resources: [a.yaml]\n',
  'plain/a.yaml': '# a\n',
  'chart/Chart.yaml': 'apiVersion: v2\nname: chart\n',
  'chart/values.yaml': 'a: 1\n',
  'chart/templates/a.yaml': '{{ .Values.a }}\n',
  'flux/kustomization.yaml': 'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n',
  'set/a.yaml': '# a\n',
  'set/hooksync.yaml': 'app: set\n',
  'set/below/b.yaml': '# b\n',
  'set/below/hooksync.yaml': 'app: below\n',
  'yml/hooksync.yml': 'app: yml\n',
  'kind/hooksync.yml': 'apiVersion: v1\nkind: ConfigMap\n',
  'tree/a.yaml': '# a\n',
  'tree/overlay/kustomization.yml': 'resources: [../a.yaml]\n',
  'tree/overlay/patch.yaml': 'spec: {}\n',
  'tree/overlay/sub/b.yaml': '# b\n',
}
test.before(() => {
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
})

const KUSTOM = 'is a kustomization, not a folder of manifests'
const meant = (path: string): string => `kubectl hooksync -k ${path}; --exclude leaves out files that are not meant`
const LOOK = 'look at --include, --exclude and # +argocd:skip-file-rendering in the files'

interface Row {
  readonly title: string
  readonly selection: Partial<SourceSelection> & Pick<SourceSelection, 'files'>
  readonly read: readonly string[]
  readonly told?: readonly string[]
}

const NOTE = 'note SKIPPED_FILE left out by # +argocd:skip-file-rendering: m/values.yaml'

const rows: readonly Row[] = [
  {
    title: 'a file with the marker is left out',
    selection: { files: ['m'] },
    read: ['m/a.yaml', 'm/b.yml'],
    told: [NOTE],
  },
  {
    title: 'a file that is named is read, marker or not',
    selection: { files: ['m/values.yaml'] },
    read: ['m/values.yaml'],
  },
  {
    title: 'nothing but marked files',
    selection: { files: ['only-values'] },
    read: [],
    told: [`EMPTY_FOLDER no manifest file of only-values is left\n  ${LOOK}`],
  },
  {
    title: '--include, on the path below the folder',
    selection: { files: ['m/'], recursive: true, include: ['envs/*'] },
    read: ['m/envs/dev/c.yaml', 'm/envs/dev/d.json', 'm/envs/prod/c.yaml'],
  },
  {
    title: '--exclude goes before --include',
    selection: { files: ['m'], recursive: true, include: ['*.yaml'], exclude: ['{values.yaml,envs/dev/*}'] },
    read: ['m/a.yaml', 'm/envs/prod/c.yaml'],
  },
  {
    title: 'several of each',
    selection: { files: ['m'], include: ['a.*', 'b.*'], exclude: ['b.*'] },
    read: ['m/a.yaml'],
  },
  {
    title: 'files that are named are not chosen among',
    selection: { files: ['m/a.yaml'], exclude: ['*'] },
    read: ['m/a.yaml'],
  },
  {
    title: 'nothing is left',
    selection: { files: ['m'], exclude: ['*'] },
    read: [],
    told: [`EMPTY_FOLDER no manifest file of m is left\n  ${LOOK}`],
  },
  {
    title: 'a kustomization',
    selection: { files: ['kustom'] },
    read: [],
    told: [`KUSTOMIZATION kustom ${KUSTOM}\n  ${meant('kustom')}`],
  },
  {
    title: 'its file',
    selection: { files: ['kustom/kustomization.yaml'] },
    read: [],
    told: [`KUSTOMIZATION kustom ${KUSTOM}\n  ${meant('kustom')}`],
  },
  {
    title: 'one without an extension',
    selection: { files: ['plain'] },
    read: [],
    told: [`KUSTOMIZATION plain ${KUSTOM}\n  ${meant('plain')}`],
  },
  {
    title: 'one below, of which nothing is read',
    selection: { files: ['tree'], recursive: true },
    read: ['tree/a.yaml'],
    told: [`KUSTOMIZATION tree/overlay ${KUSTOM}\n  ${meant('tree/overlay')}`],
  },
  {
    title: 'one below that is excluded',
    selection: { files: ['tree'], recursive: true, exclude: ['overlay/*'] },
    read: ['tree/a.yaml'],
  },
  {
    title: "a kustomization of Flux's, which is a resource",
    selection: { files: ['flux'] },
    read: ['flux/kustomization.yaml'],
  },
  {
    title: 'a file of settings is no manifest, and one below counts for nothing',
    selection: { files: ['set'], recursive: true },
    read: ['set/a.yaml', 'set/below/b.yaml'],
    told: [
      'warning SETTINGS set/below/hooksync.yaml is not read: settings stand in the folder that is named itself\n  --config set/below/hooksync.yaml reads it',
    ],
  },
  {
    title: 'settings under a wrong name',
    selection: { files: ['yml'] },
    read: [],
    told: ['SETTINGS yml/hooksync.yml is no manifest, and settings are read from hooksync.yaml\n  rename it'],
  },
  {
    title: 'a manifest of that name',
    selection: { files: ['kind'] },
    read: ['kind/hooksync.yml'],
  },
  {
    title: 'a file of settings that is named',
    selection: { files: ['set/hooksync.yaml'] },
    read: [],
    told: [
      'SETTINGS set/hooksync.yaml holds settings, not manifests\n  name the manifests, e.g. -f set; another file of settings is named by --config',
    ],
  },
  {
    title: 'a chart',
    selection: { files: ['chart'], recursive: true },
    read: [],
    told: [
      'HELM_CHART chart is a Helm chart, not a folder of manifests\n  kubectl hooksync helm upgrade --install NAME chart, or helm template NAME chart | kubectl hooksync -f -',
    ],
  },
]

for (const { title, selection, read, told = [] } of rows) {
  test(title, async () => {
    const { io } = memoryIo()
    const { sources, diagnostics } = await readSources({ recursive: false, ...selection }, { ...io, cwd: folder })
    assert.equal(
      sources.map(({ name }) => name),
      read,
    )
    assert.equal(diagnostics.map(renderDiagnostic), told)
  })
}

test.run()
