// The commands around Helm: the wrapper, and the post-renderer by its name and without one. Their code is loaded when they run.
import { UsageError } from '../../errors.ts'
import type { Command } from '../command-row.ts'
import { HELM_FLAG_TEXTS, RENDER_FLAG_TABLE, RENDER_FLAG_TEXTS } from '../flags/tables/render.ts'
import { TOLD_FLAGS, WRAPPER_FLAGS } from '../flags/tables/told.ts'

/** The post-renderer by its name, as Helm 4 calls it. */
export const POST_RENDER_COMMAND: Command = {
  name: 'post-render',
  usage: 'kubectl hooksync post-render [flags] < MANIFESTS',
  summary: 'Run the phases of a Helm release as its post-renderer',
  flags: [
    ...[...RENDER_FLAG_TABLE, ...RENDER_FLAG_TEXTS].map(({ name }) => name),
    ...(['kubeconfig', 'context', 'as', 'as-group', 'token', 'server', 'insecure-skip-tls-verify'] as const),
    ...TOLD_FLAGS,
    ...(['verbose', 'help', 'version'] as const),
  ],
  flagTexts: RENDER_FLAG_TEXTS,
  examples: [
    {
      command: 'helm upgrade --install shop ./chart --post-renderer kubectl-hooksync',
      what: 'the usual way: Helm 4 with the plugin, Helm 3 with the program on the PATH',
    },
    {
      command: 'kubectl hooksync post-render --drive --release shop --namespace prod < rendered.yaml',
      what: 'a caller without a command line of Helm says what it does',
    },
  ],
  run: async (values, io) => (await import('./post-render-command.ts')).runPostRender(values, io, { major: 4 }),
}

/** The post-renderer as Helm 3 calls it: without the name of a command. */
export const BARE_RENDER_COMMAND: Command = {
  ...POST_RENDER_COMMAND,
  run: async (values, io) => (await import('./post-render-command.ts')).runPostRender(values, io, { major: 3 }),
}

/** The wrapper around Helm. */
export const HELM_COMMAND: Command = {
  name: 'helm',
  usage: 'kubectl hooksync helm (install | upgrade) [words for Helm]',
  summary: 'Install or upgrade a Helm release, with Helm 3 or 4',
  flags: [...WRAPPER_FLAGS, 'help', 'version'],
  flagTexts: HELM_FLAG_TEXTS,
  examples: [
    {
      command: 'kubectl hooksync helm upgrade --install shop ./chart -n prod',
      what: 'everything behind helm goes to Helm, and its exit status comes back',
    },
    {
      command: 'kubectl hooksync helm upgrade shop ./chart -n prod --atomic --timeout 10m',
      what: 'a failed sync is rolled back',
    },
  ],
  run: () => Promise.reject(new UsageError('say what Helm shall do', 'kubectl hooksync helm install|upgrade …')),
  runWords: async (words, io) => (await import('./helm-command.ts')).runHelm(words, io),
}
