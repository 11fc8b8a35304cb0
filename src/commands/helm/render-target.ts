// What the post-renderer drives, where and how: from Helm's command line, or from our own flags. Asks nobody.
import { UsageError } from '../../errors.ts'
import type { HelmReading } from '../../hook/hook-type.ts'
import type { DriveOrders } from '../../helm/drive/drive-request.ts'
import { helmConnection, helmStorage } from '../../helm/command-line/helm-settings.ts'
import { HELM_TIMEOUT_MS, readHelmOrders } from '../../helm/command-line/parse-helm-args.ts'
import type { HelmInvocation } from '../../helm/command-line/parse-helm-args.ts'
import type { GivenFlag } from '../../helm/command-line/read-helm-words.ts'
import type { Io } from '../../io.ts'
import type { FlagValues } from '../flags/parse-flags.ts'
import type { ConnectionFlags } from '../flags/sync-flags.ts'
import { readConnectionFlags, readOperationFlags } from '../flags/sync-flags.ts'
import { RENDER_FLAG_TEXTS } from '../flags/tables/render.ts'

/** What is driven, and where. */
export interface RenderTarget {
  readonly release: string
  /** Undefined: the context's. */
  readonly namespace: string | undefined
  /** That of the Helm that goes on. */
  readonly fieldManager: string
  readonly connection: ConnectionFlags
  readonly orders: DriveOrders
}

/** Helm's command sets it, whatever the file is called (helm/helm:cmd/helm/helm.go). */
const HELM_MANAGER = 'helm'

/** Helm's own words decide alone: a cluster of ours could be another one. */
export function helmTarget(values: FlagValues, helm: HelmInvocation): RenderTarget {
  const own = Object.values({ ...readConnectionFlags(values), namespace: undefined, asGroup: undefined })
  if (own.some((value) => value !== undefined && value !== false)) {
    throw new UsageError(
      'Helm says which cluster it is',
      'give --kube-context and the like to Helm, not to the renderer',
    )
  }
  const { release, namespace, connection } = helm
  if (release === undefined) throw new UsageError('Helm names no release')
  return { release, namespace, fieldManager: HELM_MANAGER, connection: { ...connection, namespace }, orders: helm }
}

/** How long a call of the renderer may take, in milliseconds: as long as Helm gives its hooks, where nothing else is said. */
export function renderTimeoutMs(values: FlagValues): number {
  return values.value('timeout') === undefined ? HELM_TIMEOUT_MS : readOperationFlags(values).timeoutMs
}

/** Without a command line of Helm our own flags say everything; Helm's variables still lead to its cluster. */
export function optionTarget(
  values: FlagValues,
  { release, namespace }: { readonly release: string; readonly namespace: string },
  { io, caller }: { readonly io: Io; readonly caller: string | undefined },
): RenderTarget {
  const operation = readOperationFlags(values)
  const own = Object.entries(readConnectionFlags(values)).filter(([, value]) => value !== undefined && value !== false)
  return {
    release,
    namespace,
    fieldManager: values.value('field-manager') === undefined ? (caller ?? HELM_MANAGER) : operation.fieldManager,
    connection: { ...helmConnection([], io.env), ...Object.fromEntries(own), namespace },
    orders: {
      subcommand: 'upgrade',
      storage: helmStorage(io.env) ?? 'memory',
      ...readHelmOrders(helmFlagsOf(values, operation), { major: 4, subcommand: 'upgrade' }),
    },
  }
}

/** Our flags as those of a `helm upgrade --install`; what Helm does not have has no meaning to it. */
function helmFlagsOf(values: FlagValues, { hooks }: { readonly hooks: boolean }): readonly GivenFlag[] {
  const ours = RENDER_FLAG_TEXTS.flatMap(({ name }) => {
    const value = values.value(name) ?? values.switch(name)
    return value === undefined ? [] : [{ name, value: String(value) }]
  })
  return [...ours, { name: 'install', value: undefined }, { name: 'no-hooks', value: String(!hooks) }]
}

/** Which Helm hooks run; undefined: those of what Helm does. */
export function readingOf(values: FlagValues): HelmReading | undefined {
  const event = values.value('helm-event')
  return (['install', 'upgrade', 'both'] as const).find((reading) => reading === event)
}
