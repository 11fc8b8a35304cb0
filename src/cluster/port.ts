// What an API server is, what the rest of the program needs from a cluster, and a clock. Types only.
import type { JsonObject, KubeObject } from '../object/kube-object.ts'
import type { GroupVersionKind } from '../object/resource-key.ts'

/** A type that the server serves. */
export interface ResourceType extends GroupVersionKind {
  /** The name in URLs, e.g. `deployments`. */
  readonly plural: string
  readonly namespaced: boolean
}

/** A type with what else people call it. */
export interface NamedType extends ResourceType {
  /** As `po` for pods; left out: nothing. */
  readonly shortNames?: readonly string[]
}

/** One object in a cluster; `namespace` is '' for a cluster-scoped one. */
export interface ObjectRef {
  readonly type: ResourceType
  readonly namespace: string
  readonly name: string
}

/** Which objects of a type; no `namespace` means all of them. */
export interface Selection {
  readonly namespace?: string
  readonly labelSelector?: string
  readonly fieldSelector?: string
}

/** The answer of a list, and the point in time from which a watch can go on. */
export interface ObjectList {
  readonly items: readonly KubeObject[]
  readonly resourceVersion: string
}

/** How a write is made. */
export interface WriteOptions {
  readonly fieldManager: string
  /** A server-side dry run: all checks, no trace. */
  readonly dryRun?: boolean
  /** What the server does with a field that it does not know; the server's own default is Warn. */
  readonly fieldValidation?: 'Strict' | 'Warn' | 'Ignore'
  readonly signal?: AbortSignal
}

/** How an apply is made. */
export interface ApplyOptions extends WriteOptions {
  /** `client-side`: kubectl's way, a create or a three-way patch with the last-applied annotation. */
  readonly method: 'server-side' | 'client-side'
  /** Server-side only: take fields that other managers own, instead of failing with a Conflict. */
  readonly force: boolean
  /** Server-side only: as in `ApiWrite`. */
  readonly goSpelling?: boolean
  /** Server-side only: false: what kubectl's client-side apply owns is not handed over first, but in conflict like anybody's. */
  readonly handOver?: boolean
  /**
   * The object as it was last seen; `null`: it is known to be absent; left out: it is looked for. Server-side, but for a
   * dry run, the apply is held to that: it never makes an object in place of a seen one, never changes one where none was
   * seen, and fails with Conflict, or Invalid for another uid.
   */
  readonly live?: KubeObject | null
}

/** What a write did. */
export interface WriteResult {
  /** As the server stored it (or would have, in a dry run). */
  readonly object: KubeObject
  readonly change: 'created' | 'configured' | 'unchanged'
  /** The server's Warning headers. */
  readonly warnings: readonly string[]
}

/** A change of an existing object. `replace` is a PUT of the whole object. */
export interface Patch {
  readonly type: 'merge' | 'strategic' | 'json' | 'replace'
  readonly body: JsonObject | readonly JsonObject[]
}

/** How an object is deleted. */
export interface DeleteOptions {
  readonly propagation: 'Foreground' | 'Background' | 'Orphan'
  /** Only this object, never a newer one of the same name. */
  readonly uid?: string
  /** With the uid: only this version of it. */
  readonly resourceVersion?: string
  readonly dryRun?: boolean
  readonly signal?: AbortSignal
}

/** `accepted`: it will go; `absent`: there was none, or another one than was asked for. */
export type DeleteResult = 'accepted' | 'absent'

/** How a watch is opened: from a list's resourceVersion. */
export interface WatchOptions extends Selection {
  readonly resourceVersion: string
  readonly signal: AbortSignal
  /** `now`: it ends when all is told that had happened by its beginning, and fails where that cannot be known. */
  readonly until?: 'now'
}

/**
 * What a watch tells. It resumes by itself and never ends before its signal is aborted, but by a ClusterError; one until
 * `now` does not resume.
 * `deleted` carries the last state. `relisted`: history was lost (410); `items` is all there is now,
 * what is not among them is gone without a last state. `interrupted` and `resumed` tell of a lost connection.
 */
export type WatchEvent =
  | { readonly type: 'added' | 'modified' | 'deleted'; readonly object: KubeObject }
  | { readonly type: 'relisted'; readonly items: readonly KubeObject[]; readonly resourceVersion: string }
  | { readonly type: 'interrupted'; readonly message: string }
  | { readonly type: 'resumed' }

/** How one stream of a watch is opened. */
export interface StreamOptions extends Selection {
  readonly resourceVersion: string
  /** The server ends it after so long. */
  readonly timeoutSeconds: number
  readonly signal: AbortSignal
}

/** What one stream tells; a bookmark only says, by its resourceVersion, how far it has come. */
export interface StreamEvent {
  readonly type: 'added' | 'modified' | 'deleted' | 'bookmark'
  readonly object: KubeObject
}

/** One stream of a watch: ends when the server ends it or it is closed, and fails when it breaks; Gone: history is lost. */
export interface WatchStream {
  readonly events: AsyncIterable<StreamEvent>
  close(): void
}

/** Which log is read. */
export interface LogOptions {
  readonly container: string
  readonly tailLines?: number
  readonly follow?: boolean
  /** The last terminated instance of the container instead of the current one. */
  readonly previous?: boolean
  /** Each line begins with its time and a space. */
  readonly timestamps?: boolean
  /** Only lines from this time on (RFC 3339); fractions of its second do not count. */
  readonly sinceTime?: string
  /** Only lines of the last so many seconds, by the node's clock. */
  readonly sinceSeconds?: number
  /** `error`: a log that breaks off fails, and what it has of a line is not given; left out: it ends. */
  readonly brokenOff?: 'error'
  readonly signal?: AbortSignal
}

/** Something that one may do or not. */
export interface Access {
  readonly verb: 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete'
  readonly type: ResourceType
  /** '' for a type without namespaces. */
  readonly namespace: string
  /** Left out: all names. */
  readonly name?: string
}

/** The types of one group and version; `stale`: its own server did not answer, so that some may be missing. */
export interface ServedTypes {
  readonly group: string
  readonly version: string
  readonly types: readonly NamedType[]
  readonly stale: boolean
}

/** How a server merges a value into another one, and those inside it. */
export interface MergeSchema {
  /** `merge`, `replace`, `retainKeys`; empty: objects are merged, lists replaced. */
  readonly strategies: readonly string[]
  readonly mergeKey: string | undefined
  /** Of a field, or of the values of a map; undefined: no strategy anywhere. */
  property(name: string): MergeSchema | undefined
  /** Of a list's items. */
  items(): MergeSchema | undefined
}

/** A write that leaves an object. */
export type ApiWrite =
  | { readonly verb: 'create'; readonly ref: ObjectRef; readonly object: KubeObject }
  | ApplyWrite
  | { readonly verb: 'patch'; readonly ref: ObjectRef; readonly patch: Patch }

/** A server-side apply. */
export interface ApplyWrite {
  readonly verb: 'apply'
  readonly ref: ObjectRef
  readonly object: KubeObject
  readonly force: boolean
  /** Sent as part of its metadata: the server refuses to apply the object onto one that has others. */
  readonly held?: { readonly uid?: string; readonly resourceVersion?: string } | undefined
  /** The body is spelt as Go programs such as Helm spell it; rare characters are others for the server then. */
  readonly goSpelling?: boolean | undefined
}

/** What a write left, or would have left. */
export interface Stored {
  readonly object: KubeObject
  /** It was not there before. */
  readonly created: boolean
  /** The server's Warning headers. */
  readonly warnings: readonly string[]
}

/** What an API server is, real or simulated: each call is one exchange with it. Plain JSON, and only ClusterErrors. */
export interface ApiServer {
  /** Its address, for messages. */
  readonly address: string
  /** Aborted when nobody is to ask it again. */
  readonly closed?: AbortSignal
  /** All types of the core group, or of all others; undefined: the server tells only those of one group and version. */
  allTypes(part: 'core' | 'groups'): Promise<readonly ServedTypes[] | undefined>
  typesOf(version: { readonly group: string; readonly version: string }): Promise<ServedTypes>
  read(ref: ObjectRef, options?: { readonly signal?: AbortSignal | undefined }): Promise<KubeObject>
  list(type: ResourceType, selection: Selection, options?: { readonly signal?: AbortSignal }): Promise<ObjectList>
  send(write: ApiWrite, options: WriteOptions): Promise<Stored>
  delete(ref: ObjectRef, options: DeleteOptions): Promise<void>
  watch(type: ResourceType, options: StreamOptions): Promise<WatchStream>
  /** Opens a log. */
  log(ref: ObjectRef, options: LogOptions): Promise<AsyncIterable<string>>
  /** Whether it would let us; `unknown`: it could not find out. */
  review(access: Access): Promise<'yes' | 'no' | 'unknown'>
  /** How it merges a strategic patch of a kind; undefined: it takes none. */
  mergeSchema(
    kind: GroupVersionKind,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<MergeSchema | undefined>
}

/** A cluster, as the client of src/cluster/client makes it of a server. Takes and gives plain JSON, throws only ClusterError, edits nothing that it is given. */
export interface Cluster {
  /**
   * The served type of a group, version and kind; undefined when the server does not know it. An empty version is the one
   * that the server prefers. `fresh` asks the server again.
   */
  resolve(kind: GroupVersionKind, options?: { readonly fresh?: boolean }): Promise<ResourceType | undefined>
  /** All types that the server serves, the core group first; of each group the version that it prefers stands first. */
  served(): Promise<readonly ServedTypes[]>
  /** The object, or undefined when there is none. */
  get(ref: ObjectRef, options?: { readonly signal?: AbortSignal }): Promise<KubeObject | undefined>
  list(type: ResourceType, selection: Selection, options?: { readonly signal?: AbortSignal }): Promise<ObjectList>
  apply(ref: ObjectRef, object: KubeObject, options: ApplyOptions): Promise<WriteResult>
  /** The name of what has only a `generateName` is ''. */
  create(ref: ObjectRef, object: KubeObject, options: WriteOptions): Promise<WriteResult>
  patch(ref: ObjectRef, patch: Patch, options: WriteOptions): Promise<WriteResult>
  delete(ref: ObjectRef, options: DeleteOptions): Promise<DeleteResult>
  watch(type: ResourceType, options: WatchOptions): AsyncIterable<WatchEvent>
  /** Lines of a container's log, without line ends. */
  logs(ref: ObjectRef, options: LogOptions): AsyncIterable<string>
  /** Whether the server would let us; `unknown`: it cannot say. Never throws a ClusterError. */
  mayI(access: Access): Promise<'yes' | 'no' | 'unknown'>
}

/** What keeps the API server from being reached. */
export interface Trouble {
  /** Milliseconds, as the clock counts them. */
  readonly since: number
  /** Why, as the last request that failed tells it. */
  readonly message: string
}

/** Time, as milliseconds since 1970. */
export interface Clock {
  /** Never goes back and never jumps, whatever happens to the clock of the machine: durations and deadlines are told by it. */
  now(): number
  /** What other machines would call now; left out: the same. */
  wall?(): number
  /** Resolves after so many milliseconds, or at once when the signal is aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>
}
