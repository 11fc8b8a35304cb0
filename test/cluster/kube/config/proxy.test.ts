import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { proxyFromEnvironment } from '../../../../src/cluster/kube/config/proxy.ts'

const test = suite('proxy')

const P = 'http://proxy:3128'

const CASES: readonly (readonly [server: string, env: Record<string, string>, proxy: string | undefined])[] = [
  ['https://k8s.example.com', {}, undefined],
  ['https://k8s.example.com', { HTTPS_PROXY: P }, P],
  ['https://k8s.example.com', { https_proxy: 'proxy:3128' }, P],
  ['https://k8s.example.com', { HTTP_PROXY: P }, undefined],
  ['http://k8s.example.com', { HTTP_PROXY: P }, P],
  ['https://k8s.example.com', { HTTPS_PROXY: 'socks5://s:1' }, 'socks5://s:1'],
  ['https://localhost:6443', { HTTPS_PROXY: P }, undefined],
  ['https://127.0.0.1:6443', { HTTPS_PROXY: P }, undefined],
  ['https://[::1]:6443', { HTTPS_PROXY: P }, undefined],
  ['https://k8s.example.com', { HTTPS_PROXY: P, NO_PROXY: '*' }, undefined],
  ['https://k8s.example.com', { HTTPS_PROXY: P, NO_PROXY: 'a, example.com' }, undefined],
  ['https://k8s.example.com', { HTTPS_PROXY: P, no_proxy: '.example.com' }, undefined],
  ['https://k8s.example.com', { HTTPS_PROXY: P, NO_PROXY: '*.example.com' }, undefined],
  ['https://K8S.example.com', { HTTPS_PROXY: P, NO_PROXY: 'k8s.EXAMPLE.com:443' }, undefined],
  ['https://k8s.example.com:6443', { HTTPS_PROXY: P, NO_PROXY: 'k8s.example.com:443' }, P],
  ['https://notexample.com', { HTTPS_PROXY: P, NO_PROXY: 'example.com' }, P],
  ['https://10.1.2.3:6443', { HTTPS_PROXY: P, NO_PROXY: '10.0.0.0/8' }, undefined],
  ['https://11.1.2.3:6443', { HTTPS_PROXY: P, NO_PROXY: '10.0.0.0/8,10.1.2.3' }, P],
  ['https://10.1.2.3:6443', { HTTPS_PROXY: P, NO_PROXY: '10.1.2.3' }, undefined],
  ['https://[fd00::1]:6443', { HTTPS_PROXY: P, NO_PROXY: 'fd00::/8' }, undefined],
]

for (const [server, env, proxy] of CASES) {
  test(`${server} with ${JSON.stringify(env)}: ${proxy ?? 'directly'}`, () => {
    assert.is(proxyFromEnvironment(new URL(server), env)?.url, proxy)
  })
}

test.run()
