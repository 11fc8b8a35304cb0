// Which cluster is meant, and as whom it is used. Types only.

/** The contexts that may be used, and where that is said. */
export interface AllowedContexts {
  readonly names: readonly string[]
  readonly place: string
}

/** Which cluster, as whom: the flags that kubectl has for it. */
export interface ConnectOptions {
  readonly kubeconfig?: string | undefined
  readonly context?: string | undefined
  /** Left out: all contexts may be used. */
  readonly contexts?: AllowedContexts | undefined
  readonly cluster?: string | undefined
  readonly user?: string | undefined
  readonly namespace?: string | undefined
  readonly server?: string | undefined
  readonly token?: string | undefined
  readonly as?: string | undefined
  readonly asGroup?: readonly string[] | undefined
  /** Milliseconds for each request; 0: no limit. */
  readonly requestTimeoutMs?: number | undefined
  readonly insecureSkipTlsVerify?: boolean | undefined
  readonly caFile?: string | undefined
  readonly tlsServerName?: string | undefined
}
