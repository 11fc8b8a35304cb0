// The floor: exactly the requests that a workload needs, 32 at once on kept-alive connections, waiting on watches. No tool can be faster.
import { readFile } from 'node:fs/promises'
import { Agent, request } from 'node:https'
import type { IncomingMessage } from 'node:http'
import type { ControlPlane } from '../control-plane/control-plane.ts'
import { runPool } from '../runner/pool.ts'
import type { BenchObject, Wave } from '../workloads.ts'
import { follow, isAwaited, isDone, parseLive, until } from './watched.ts'
import type { Watched } from './watched.ts'

const IN_FLIGHT = 32

/** Applies the waves, each after the last one is complete and ready; returns the milliseconds that it took. */
export async function runFloor(cluster: ControlPlane, namespace: string, waves: readonly Wave[]): Promise<number> {
  const agent = new Agent({ ca: await readFile(cluster.caFile), keepAlive: true, maxSockets: IN_FLIGHT + 2 })
  const send = sender(cluster, agent)
  const start = performance.now()
  const watched: Watched = { live: new Map(), waiters: new Set() }
  const kinds = new Set(waves.flatMap((wave) => wave.objects.map((object) => object.kind)).filter(isAwaited))
  for (const kind of kinds) follow(await send('GET', `${pathOf(kind, namespace)}?watch=1`), kind, watched)
  for (const wave of waves) {
    const awaited = wave.objects.filter((object) => isAwaited(object.kind))
    await Promise.all(awaited.filter(({ kind }) => kind === 'Job').map((job) => removeOld(job, send, watched)))
    await runPool(wave.objects, IN_FLIGHT, async (object) => {
      const live = parseLive(
        await textOf(
          await send(
            'PATCH',
            `${pathOf(object.kind, namespace)}/${object.metadata.name}?fieldManager=floor&force=true`,
            object,
          ),
        ),
      )
      if (isAwaited(object.kind)) await until(watched, () => isDone(object, live, watched))
    })
  }
  const milliseconds = performance.now() - start
  agent.destroy()
  return milliseconds
}

type Send = (method: string, path: string, body?: object) => Promise<IncomingMessage>

function sender(cluster: ControlPlane, agent: Agent): Send {
  const headers = { authorization: `Bearer ${cluster.adminToken}`, 'content-type': 'application/apply-patch+yaml' }
  return (method, path, body) =>
    new Promise((resolve, reject) => {
      const call = request(`${cluster.server}${path}`, { method, agent, headers }, resolve)
      call.on('error', reject)
      call.end(body === undefined ? undefined : JSON.stringify(body))
    })
}

async function removeOld(job: BenchObject, send: Send, watched: Watched): Promise<void> {
  const key = `Job/${job.metadata.name}`
  const path = `${pathOf('Job', job.metadata.namespace)}/${job.metadata.name}?propagationPolicy=Foreground`
  const { statusCode } = await drain(await send('DELETE', path))
  if (statusCode !== 404) await until(watched, () => !watched.live.has(key))
}

function pathOf(kind: string, namespace: string): string {
  const base = kind === 'Job' ? '/apis/batch/v1' : kind === 'Deployment' ? '/apis/apps/v1' : '/api/v1'
  return `${base}/namespaces/${namespace}/${kind.toLowerCase()}s`
}

async function drain(response: IncomingMessage): Promise<IncomingMessage> {
  await textOf(response)
  return response
}

async function textOf(response: IncomingMessage): Promise<string> {
  response.setEncoding('utf8')
  let text = ''
  for await (const chunk of response) text += String(chunk)
  return text
}
