// Which parts of the program are loaded together: a module costs half a millisecond, however small, so few large chunks start
// sooner than one for each set of commands that share something. Changes nothing of what the program does.
import { join, relative, sep } from 'node:path'
import type { Plugin } from 'esbuild'

const START = ['src/run-process.ts']
const COMMAND = [...START, 'src/commands/flags/parse-flags.ts']
const SYNC = [...COMMAND, 'src/commands/sync-command.ts', 'src/cluster/kube/kube-cluster.ts']
const RENDER = [...COMMAND, 'src/commands/helm/post-render-command.ts']

/** What is there already, or needed at once as well, when a part is asked for by `import()`; of others it is START. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  'src/commands/version-command.ts': COMMAND,
  'src/commands/sync-command.ts': SYNC,
  'src/cluster/kube/kube-cluster.ts': SYNC,
  'src/commands/plan/plan-command.ts': SYNC,
  'src/commands/delete-command.ts': SYNC,
  'src/commands/unlock-command.ts': SYNC,
  'src/commands/replay/replay-command.ts': SYNC,
  'src/commands/explain-command.ts': SYNC,
  'src/commands/health-command.ts': SYNC,
  'src/commands/rehearse/rehearse-command.ts': SYNC,
  'src/commands/rehearse/explore-run.ts': SYNC,
  'src/rehearse/parse-world.ts': SYNC,
  'src/commands/settings/config-command.ts': SYNC,
  'src/commands/settings/parse-settings-file.ts': SYNC,
  'src/commands/report-file.ts': SYNC,
  'src/commands/settings/read-health-part.ts': SYNC,
  'src/commands/own-health/read-rules.ts': SYNC,
  'src/lua/machine.ts': SYNC,
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
      bundling.onResolve({ filter: /\.ts$/ }, ({ kind, path, resolveDir }) => {
        const part = relative(root, join(resolveDir, path)).split(sep).join('/')
        // Who imports a part in the usual way needs nothing beside it; and the start itself begins with nothing.
        const isAsked = kind === 'dynamic-import' && !START.includes(part)
        return isAsked ? { path: part, namespace: PART } : undefined
      })
      bundling.onLoad({ filter: /.*/, namespace: PART }, ({ path }) => {
        const beside = (BESIDE[path] ?? START).map((other) => `import './${other}'`)
        return { contents: [`export * from './${path}'`, ...beside].join('\n'), loader: 'ts', resolveDir: root }
      })
    },
  }
}

/** Where esbuild keeps the modules that stand for a part with what is beside it. */
const PART = 'part'
