// What OpenTelemetry's variables ask for: where to, by what protocol, as part of what; and which of them cannot be followed.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { traceSettings } from '../../../src/report/traces/trace-settings.ts'

const test = suite('trace settings')

const ALL = 'OTEL_EXPORTER_OTLP_ENDPOINT'
const OWN = 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'
const PLAIN = { url: 'http://otel:4318/v1/traces', host: 'otel:4318', protocol: 'http/protobuf', parent: {}, files: {} }

test('an endpoint is asked for by one of two variables, the own one first; the other gets the path of traces', () => {
  assert.equal(traceSettings({ [ALL]: 'http://otel:4318' }), PLAIN)
  assert.equal(traceSettings({ [ALL]: ' http://otel:4318/ ' }), PLAIN)
  assert.equal(traceSettings({ [ALL]: 'http://otel:4318', [OWN]: 'https://user:secret@traces/otlp' }), {
    ...PLAIN,
    url: 'https://user:secret@traces/otlp',
    host: 'traces',
  })
})

test('protocol, parent and files are read; what is of traces alone counts', () => {
  const env = {
    [ALL]: 'http://otel:4318',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json',
    OTEL_EXPORTER_OTLP_CERTIFICATE: 'ca.pem',
    TRACEPARENT: '00-1',
    TRACESTATE: 'a=b',
  }
  assert.equal(traceSettings(env), {
    ...PLAIN,
    protocol: 'http/json',
    parent: { traceparent: '00-1', tracestate: 'a=b' },
    files: { ca: 'ca.pem' },
  })
})

for (const env of [
  {},
  { [ALL]: '' },
  { [ALL]: 'http://otel:4318', OTEL_SDK_DISABLED: 'TRUE' },
  { [ALL]: 'http://otel:4318', OTEL_TRACES_EXPORTER: 'none' },
  { [ALL]: 'nonsense', OTEL_SDK_DISABLED: 'true' },
]) {
  test(`nothing is sent with ${JSON.stringify(env)}`, () => assert.is(traceSettings(env), undefined))
}

for (const [value, why] of [
  ['otel:4318', `no traces are sent: ${ALL} is not an http:// or https:// URL`],
  ['grpc://otel:4317', `no traces are sent: ${ALL} is not an http:// or https:// URL`],
]) {
  test(`${value} is no URL to send to`, () => {
    assert.equal(traceSettings({ [ALL]: value }), { problem: why, hint: 'write http://HOST:4318, or unset it' })
  })
}

test('another protocol is told with the variable that names it', () => {
  assert.equal(traceSettings({ [ALL]: 'http://otel:4317', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }), {
    problem: 'no traces are sent: OTEL_EXPORTER_OTLP_PROTOCOL is "grpc", and this sends by HTTP only',
    hint: "write http/protobuf or http/json, and the collector's port for HTTP, which is usually 4318",
  })
})

test.run()
