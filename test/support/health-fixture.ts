// Reads test/fixtures/health/<kind>-<state>.yaml.
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { isJsonObject } from '../../src/object/kube-object.ts'
import type { Json, KubeObject } from '../../src/object/kube-object.ts'

/** The object of a fixture, by the file's name without its end. */
export function healthFixture(name: string): KubeObject {
  const text = readFileSync(new URL(`../fixtures/health/${name}.yaml`, import.meta.url), 'utf8')
  return parseObject(parse(text) as Json)
}

function parseObject(value: Json): KubeObject {
  if (!isJsonObject(value)) throw new Error('a fixture is one object')
  return value as KubeObject
}
