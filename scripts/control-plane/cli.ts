// `npm run cluster -- build | up | exec -- COMMAND…`: a real control plane to try things on.
import { once } from 'node:events'
import { delimiter, dirname, isAbsolute } from 'node:path'
import { execa } from 'execa'
import { ensureControlPlane } from './build.ts'
import { startControlPlane, type ControlPlane } from './control-plane.ts'
import { ensureKubectl, ensureTools } from './tools.ts'

const USAGE = `usage: npm run cluster -- build            build the control plane and fetch kubectl and Helm into the cache
       npm run cluster -- up               run a control plane until Ctrl-C
       npm run cluster -- exec -- COMMAND  run COMMAND against a control plane of its own
`

const [command, ...rest] = process.argv.slice(2)
process.exitCode = await main(command, rest)

async function main(name: string | undefined, args: readonly string[]): Promise<number> {
  if (name === 'build') return build()
  if (name === 'up') return up()
  if (name === 'exec') return exec(args[0] === '--' ? args.slice(1) : args)
  process.stderr.write(USAGE)
  return 2
}

async function build(): Promise<number> {
  const { program } = await ensureControlPlane()
  const tools = await ensureTools()
  process.stdout.write(`${[program, ...Object.values(tools)].join('\n')}\n`)
  return 0
}

async function up(): Promise<number> {
  const stopAsked = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
  const controlPlane = await startControlPlane()
  for (const [name, value] of Object.entries(await environment(controlPlane)))
    process.stdout.write(`export ${name}=${value}\n`)
  process.stderr.write('control plane: ready; Ctrl-C stops it\n')
  const alive = setInterval(() => {}, 60_000)
  await stopAsked
  clearInterval(alive)
  await controlPlane.stop()
  return 0
}

async function exec([program, ...args]: readonly string[]): Promise<number> {
  if (program === undefined) {
    process.stderr.write(USAGE)
    return 2
  }
  // Ctrl-C reaches the command too, and ends it; then we clean up.
  process.on('SIGINT', () => {})
  const controlPlane = await startControlPlane()
  try {
    const { exitCode } = await execa(program, args, {
      env: await environment(controlPlane),
      stdio: 'inherit',
      reject: false,
    })
    return exitCode ?? 1
  } finally {
    await controlPlane.stop()
  }
}

// The kubectl and Helm that fit the server go before those of the machine.
async function environment({ env }: ControlPlane): Promise<Record<string, string>> {
  const kubectl = await ensureKubectl()
  const path = process.env.PATH ?? ''
  return { ...env, PATH: isAbsolute(kubectl) ? `${dirname(kubectl)}${delimiter}${path}` : path }
}
