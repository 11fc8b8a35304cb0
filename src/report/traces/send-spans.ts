// Sends the spans of a run by OpenTelemetry's own packages, and loads them. Waits no longer than it is told to.
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { LookupFunction } from 'node:net'
import { ROOT_CONTEXT, SpanStatusCode, defaultTextMapGetter, trace } from '@opentelemetry/api'
import type { Context, Tracer } from '@opentelemetry/api'
import { ExportResultCode, W3CTraceContextPropagator } from '@opentelemetry/core'
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base'
import { codeOf, messageOf } from '../../errors.ts'
import { readFileUntil } from '../../io/read-file.ts'
import { defined } from '../../object/defined.ts'
import { VERSION } from '../../version.ts'
import { joinLines } from '../task-text.ts'
import { findAddresses } from './find-addresses.ts'
import type { RunSpan } from './run-spans.ts'
import type { TraceSettings } from './trace-settings.ts'

/** How many spans one request holds at most: collectors bound its size. */
const MOST_SPANS = 1_000

/** Less than the exporter waits before it tries again, which takes longer than anybody wants to wait at the end of a run. */
const ANSWER_MS = 750

const NO_ANSWER = 'there is no answer'
const NO_NAME = 'the name service does not answer'

const EXPORTERS = { 'http/json': JsonExporter, 'http/protobuf': ProtobufExporter }

/** How they are sent. */
export interface SpanSending {
  readonly limitMs: number
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Sends them within so many milliseconds; gives why they did not all arrive, or undefined. Throws what is wrong with a file. */
export async function sendSpans(
  root: RunSpan,
  settings: TraceSettings,
  { limitMs, env }: SpanSending,
): Promise<string | undefined> {
  const over = AbortSignal.timeout(limitMs)
  const finding = findAddresses(new URL(settings.url).hostname, { env, signal: over }).catch((error: unknown) =>
    over.aborted ? NO_NAME : messageOf(error),
  )
  const spans = readableSpans(root, settings.parent)
  const lookup = await finding
  if (typeof lookup === 'string') return lookup
  const agent = await createAgent(settings, lookup, over)
  const timeoutMillis = Math.min(ANSWER_MS, limitMs)
  const exporter = new EXPORTERS[settings.protocol]({ url: settings.url, timeoutMillis, httpAgentOptions: () => agent })
  const parts = Array.from({ length: Math.ceil(spans.length / MOST_SPANS) }, (_, index) =>
    exportSpans(exporter, spans.slice(index * MOST_SPANS, (index + 1) * MOST_SPANS)),
  )
  const sent = Promise.all(parts).then((faults) => faults.find((fault) => fault !== undefined))
  const late = new Promise<string>((resolve) => over.addEventListener('abort', () => resolve(NO_ANSWER)))
  try {
    return await Promise.race([sent, late])
  } finally {
    // A connection that is not there yet would hold the process.
    agent.destroy()
  }
}

async function createAgent(
  { url, files }: TraceSettings,
  lookup: LookupFunction | undefined,
  over: AbortSignal,
): Promise<HttpAgent> {
  if (new URL(url).protocol === 'http:') return new HttpAgent(defined({ lookup }))
  const reading = Object.entries(files).map(async ([use, path]) => [use, await readNamed(path, over)] as const)
  return new HttpsAgent({ ...Object.fromEntries(await Promise.all(reading)), ...defined({ lookup }) })
}

/** Node's own errors name the file. */
async function readNamed(path: string, over: AbortSignal): Promise<Buffer> {
  return readFileUntil(path, over).catch((cause: unknown) => {
    throw codeOf(cause) === undefined ? new Error(`${path}: ${messageOf(cause)}`, { cause }) : cause
  })
}

/** As OpenTelemetry has them: with ids, the parent from outside, the sampling that the environment asks for. */
function readableSpans(root: RunSpan, parent: TraceSettings['parent']): readonly ReadableSpan[] {
  const kept = new InMemorySpanExporter()
  const own = resourceFromAttributes({ 'service.name': 'kubectl-hooksync', 'service.version': VERSION })
  const provider = new BasicTracerProvider({
    // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES say more than we do.
    resource: defaultResource()
      .merge(own)
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new SimpleSpanProcessor(kept)],
  })
  const outside = new W3CTraceContextPropagator().extract(ROOT_CONTEXT, parent, defaultTextMapGetter)
  addSpan(provider.getTracer('kubectl-hooksync', VERSION), root, outside)
  return kept.getFinishedSpans()
}

function addSpan(tracer: Tracer, { name, start, end, attributes, error, children }: RunSpan, context: Context): void {
  // A number could be taken for one since the start of the process.
  const span = tracer.startSpan(name, { startTime: new Date(start), attributes }, context)
  if (error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: error })
  for (const child of children) addSpan(tracer, child, trace.setSpan(context, span))
  span.end(new Date(end))
}

function exportSpans(exporter: SpanExporter, spans: ReadableSpan[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    exporter.export(spans, ({ code, error }) =>
      resolve(code === ExportResultCode.SUCCESS ? undefined : faultText(error)),
    )
  })
}

/** Nothing of what the other side said: it may hold what was in a header. */
function faultText(error: (Error & { readonly code?: unknown }) | undefined): string {
  const code = error?.code
  if (typeof code === 'number') return `the answer has status ${code}`
  const message = joinLines(messageOf(error))
  if (typeof code === 'string') return message || code
  return message === 'Request timed out' ? NO_ANSWER : 'it takes nothing now (status 429, 502, 503 or 504)'
}
