// Which parts of the program are loaded together: a module costs half a millisecond, however small, so few large chunks start
// sooner than one for each set of commands that share something. Changes nothing of what the program does.
import { readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { Plugin } from 'esbuild'

const START = ['src/run-process.ts']
const COMMAND = [...START, 'src/commands/flags/parse-flags.ts']
const SYNC = [...COMMAND, 'src/commands/sync-command.ts', 'src/cluster/kube/kube-cluster.ts']
const RENDER = [...COMMAND, 'src/commands/helm/post-render-command.ts']

/** What is there already, or needed at once as well, when a part is asked for by `import()`. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  'src/commands/flags/parse-flags.ts': START,
  'src/commands/helm/helm-command.ts': START,
  'src/commands/version-command.ts': COMMAND,
  'src/commands/sync-command.ts': SYNC,
  'src/cluster/kube/kube-cluster.ts': SYNC,
  'src/commands/plan/plan-command.ts': SYNC,
  'src/commands/delete-command.ts': SYNC,
  'src/commands/unlock-command.ts': SYNC,
  'src/commands/replay/replay-command.ts': SYNC,
  'src/commands/explain-command.ts': SYNC,
  'src/commands/rehearse/rehearse-command.ts': SYNC,
  'src/commands/rehearse/explore-run.ts': SYNC,
  'src/rehearse/parse-world.ts': SYNC,
  'src/commands/settings/config-command.ts': SYNC,
  'src/commands/settings/parse-settings-file.ts': SYNC,
  'src/commands/report-file.ts': SYNC,
  'src/commands/send-traces.ts': SYNC,
  'src/commands/helm/drive-reports.ts': [...RENDER, ...SYNC],
  'src/report/traces/send-spans.ts': SYNC,
  'src/commands/run-context.ts': SYNC,
  'src/manifest/field-place.ts': SYNC,
  // A renderer reads and checks manifests as well, and does without the rest of a sync.
  'src/manifest/parse-manifests.ts': COMMAND,
  'src/manifest/parse-settings.ts': COMMAND,
  'src/manifest/settings.ts': COMMAND,
  'src/commands/helm/post-render-command.ts': COMMAND,
  'src/helm/stream/plan-summary.ts': RENDER,
  'src/helm/stream/stream.ts': RENDER,
  'src/helm/stream/transform.ts': RENDER,
  'src/helm/drive/drive.ts': [...RENDER, ...SYNC],
}

/** Has esbuild put what is loaded together into the same chunks, of which it makes one for each set of parts that reach a module. */
export function loadedTogether(root: string): Plugin {
  return {
    name: 'loaded together',
    setup: (bundling) => {
      bundling.onLoad({ filter: /[/\\]src[/\\].*\.ts$/ }, async ({ path }) => {
        const part = relative(root, path).split(sep).join('/')
        const beside = BESIDE[part]?.filter((other) => other !== part)
        if (beside === undefined) return undefined
        const imports = beside.map((other) => `import ${JSON.stringify(join(root, other))}`)
        return { contents: [await readFile(path, 'utf8'), ...imports].join('\n'), loader: 'ts' }
      })
    },
  }
}
