// Where traces are sent and how, read from OpenTelemetry's environment variables as far as it is ours to judge them. Pure.
import { defined } from '../../object/defined.ts'

type Env = Readonly<Record<string, string | undefined>>

/** How spans are written, as OTEL_EXPORTER_OTLP_PROTOCOL names it. */
export type TraceProtocol = 'http/json' | 'http/protobuf'

/** Where traces go; headers, sampling and the rest OpenTelemetry's own packages read. */
export interface TraceSettings {
  /** As it is posted to; it may hold a password. */
  readonly url: string
  /** Host and port, without anything that could be a password. */
  readonly host: string
  readonly protocol: TraceProtocol
  /** The files to trust the collector by, and to be known to it. */
  readonly files: { readonly ca?: string; readonly cert?: string; readonly key?: string }
  /** Of the span that this run is a part of, as W3C Trace Context has it; left out: of none. */
  readonly parent: { readonly traceparent?: string; readonly tracestate?: string }
}

/** A variable that cannot be followed, and what to do. */
export interface TraceProblem {
  readonly problem: string
  readonly hint: string
}

/**
 * What the environment asks for; undefined: no traces. Names, defaults and which of two counts are those of
 * open-telemetry/opentelemetry-specification:specification/protocol/exporter.md.
 */
export function traceSettings(env: Env): TraceSettings | TraceProblem | undefined {
  const endpoint = firstSet(env, 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT')
  if (endpoint === undefined || isOff(env)) return undefined
  // One that is of all signals gets the path of this one.
  const isOwn = endpoint.name.includes('_TRACES_')
  const url = isOwn ? endpoint.value : `${endpoint.value.replace(/\/$/, '')}/v1/traces`
  const host = hostOf(url)
  if (host === undefined) {
    const problem = `no traces are sent: ${endpoint.name} is not an http:// or https:// URL`
    return { problem, hint: 'write http://HOST:4318, or unset it' }
  }
  const asked = firstSet(env, 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL')
  const protocol = PROTOCOLS.find((one) => one === (asked?.value ?? 'http/protobuf'))
  if (protocol === undefined) {
    const problem = `no traces are sent: ${asked?.name} is "${asked?.value}", and this sends by HTTP only`
    return {
      problem,
      hint: "write http/protobuf or http/json, and the collector's port for HTTP, which is usually 4318",
    }
  }
  const { TRACEPARENT: traceparent, TRACESTATE: tracestate } = env
  const parent = defined({ traceparent, tracestate })
  return { url, host, protocol, parent, files: filesOf(env) }
}

function filesOf(env: Env): TraceSettings['files'] {
  const named = (what: string): string | undefined =>
    firstSet(env, `OTEL_EXPORTER_OTLP_TRACES_${what}`, `OTEL_EXPORTER_OTLP_${what}`)?.value
  return defined({ ca: named('CERTIFICATE'), cert: named('CLIENT_CERTIFICATE'), key: named('CLIENT_KEY') })
}

const PROTOCOLS: readonly TraceProtocol[] = ['http/json', 'http/protobuf']

function isOff(env: Env): boolean {
  const exporters = (env['OTEL_TRACES_EXPORTER'] || 'otlp').split(',').map((name) => name.trim())
  return env['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true' || !exporters.includes('otlp')
}

/** The first of these that is set; an empty one is not. */
function firstSet(
  env: Env,
  ...names: readonly string[]
): { readonly name: string; readonly value: string } | undefined {
  const set = names.map((name) => ({ name, value: env[name]?.trim() ?? '' }))
  return set.find(({ value }) => value !== '')
}

/** Of an HTTP URL; undefined: it is none. */
function hostOf(text: string): string | undefined {
  const { protocol, host } = URL.canParse(text) ? new URL(text) : { protocol: '', host: '' }
  return protocol === 'http:' || protocol === 'https:' ? host : undefined
}
