// Helm 4 as a reader: what it makes of a stream that a post-renderer gives back, and how kubectl reads that. No cluster is asked.
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { ensureHelm, ensureKubectl } from '../../../scripts/control-plane/tools.ts'
import type { Json, KubeObject } from '../../../src/object/kube-object.ts'
import { FILENAME_ANNOTATION } from '../../../src/helm/stream/stream.ts'

/** A Helm 4 with a post-renderer that answers what the test says. */
export interface SecondReader {
  /** What Helm hands to a renderer where a chart has these files; undefined: it refuses them. */
  handedOver(files: Readonly<Record<string, string>>): Promise<string | undefined>
  /** What Helm applies where a renderer gives this back; undefined: it refuses it. */
  applied(stream: string): Promise<string | undefined>
  /** The objects of documents as kubectl reads them, without Helm's own annotation, by name; what it cannot read is left out. */
  objects(documents: readonly string[]): Promise<ReadonlyMap<string, Json>>
  close(): void
}

const PLUGIN = `apiVersion: v1
type: postrenderer/v1
name: answer
version: 0.1.0
runtime: subprocess
runtimeConfig:
  platformCommand:
    - command: \${HELM_PLUGIN_DIR}/answer.sh
`

/** Makes one. */
export async function createSecondReader(): Promise<SecondReader> {
  const [helm, kubectl] = [await ensureHelm(4), await ensureKubectl()]
  const folder = mkdtempSync(join(tmpdir(), 'hooksync-second-'))
  const plugin = join(folder, 'plugins', 'answer')
  const [input, answer] = [join(folder, 'input'), join(folder, 'answer')]
  mkdirSync(plugin, { recursive: true })
  writeFileSync(join(plugin, 'plugin.yaml'), PLUGIN)
  writeFileSync(join(plugin, 'answer.sh'), `#!/bin/sh\ncat > "${input}"\ncat "${answer}"\n`)
  chmodSync(join(plugin, 'answer.sh'), 0o755)
  const run = async (files: Readonly<Record<string, string>>, output: string): Promise<string | undefined> => {
    const chart = mkdtempSync(join(folder, 'chart-'))
    mkdirSync(join(chart, 'templates'))
    writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: small\nversion: 1.0.0\n')
    for (const [name, text] of Object.entries(files)) writeFileSync(join(chart, 'templates', name), text)
    writeFileSync(answer, output)
    writeFileSync(input, '')
    const { stdout, exitCode } = await execa(helm, ['template', 'x', chart, '--post-renderer', 'answer'], {
      env: { PATH: process.env['PATH'], HOME: folder, HELM_PLUGINS: join(folder, 'plugins') },
      extendEnv: false,
      reject: false,
      stripFinalNewline: false,
    })
    return exitCode === 0 ? stdout : undefined
  }
  return {
    async handedOver(files) {
      const done = await run(files, '# nothing\n')
      const text = readFileSync(input, 'utf8')
      return done === undefined && text === '' ? undefined : text
    },
    // The last document goes through a trim that only `helm template` makes.
    applied: (text) => run({ 'a.yaml': LAST }, `${text.endsWith('\n') ? text : `${text}\n`}---\n${LAST}`),
    async objects(documents) {
      const files = mkdtempSync(join(folder, 'documents-'))
      for (const [index, text] of documents.entries()) writeFileSync(join(files, `${index}.yaml`), text)
      const { stdout } = await execa(kubectl, ['annotate', '--local', '-f', files, '-o', 'json', 'none-'], {
        env: { KUBECONFIG: '/dev/null' },
        reject: false,
      })
      return new Map(parseObjects(stdout).map((object) => [object.metadata.name ?? '', withoutFilename(object)]))
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}

const LAST = `apiVersion: v1
kind: ConfigMap
metadata:
  name: zz-last
  annotations:
    ${FILENAME_ANNOTATION}: small/templates/zz-last.yaml
`

/** An object without what Helm 4 notes in it. */
export function withoutFilename(object: KubeObject): Json {
  const annotations = Object.entries(object.metadata.annotations ?? {}).filter(([name]) => name !== FILENAME_ANNOTATION)
  const { annotations: _, ...metadata } = object.metadata
  return {
    ...object,
    metadata: annotations.length === 0 ? metadata : { ...metadata, annotations: Object.fromEntries(annotations) },
  }
}

/** kubectl prints one indented JSON text after the other. */
function parseObjects(text: string): readonly KubeObject[] {
  return text
    .split(/(?<=^\})\n(?=\{)/m)
    .filter((part) => part.trim() !== '')
    .map((part) => JSON.parse(part) as KubeObject)
}
