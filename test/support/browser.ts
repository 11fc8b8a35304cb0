// A real headless Chromium for pages of ours: where it is, how it is started, and a tab that keeps what went wrong and what was asked for.
import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'

/** What a test says where there is none. */
export const NO_BROWSER = 'no Chromium here: apt-get install chromium (Debian), or name one by the variable CHROMIUM'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/snap/bin/chromium']

/** Starts it; undefined: there is none on this machine. */
export async function startBrowser(): Promise<Browser | undefined> {
  const executablePath = [process.env['CHROMIUM'], ...PLACES].find((path) => path !== undefined && existsSync(path))
  if (executablePath === undefined) return undefined
  // Chromium's sandbox refuses to run as root, and containers often do not let it be made.
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] })
}

/** A tab with a file in it. */
export interface Tab {
  readonly page: Page
  /** Errors of scripts, and what the console was told, such as a breach of the page's policy. */
  readonly faults: readonly string[]
  /** All that was asked for but the file itself. */
  readonly requests: readonly string[]
  readonly close: () => Promise<void>
}

/** Opens a file. */
export async function openTab(browser: Browser, path: string, options: BrowserContextOptions = {}): Promise<Tab> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
  const page = await context.newPage()
  const faults: string[] = []
  const requests: string[] = []
  page.on('pageerror', (error) => void faults.push(error.message))
  page.on('console', (message) => void faults.push(message.text()))
  page.on('request', (request) => void requests.push(request.url()))
  const url = `file://${path}`
  await page.goto(url)
  return {
    page,
    faults,
    get requests() {
      return requests.filter((asked) => asked !== url)
    },
    close: async () => context.close(),
  }
}
