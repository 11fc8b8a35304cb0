// What a test asks a page in a browser, as scripts that run there. Text only: the browser has other globals than Node.

/** What hostile texts could have made: `Made`. */
export const MADE = `({
  pwned: 'pwned' in globalThis,
  scripts: document.scripts.length,
  styles: document.querySelectorAll('style').length,
  foreign: document.querySelectorAll('img,iframe,a,base,link,object,embed,form').length,
  handlers: [...document.querySelectorAll('*')].filter((one) => [...one.attributes].some(({ name }) => name.startsWith('on'))).length,
  text: document.body.innerText,
})`

/** The answer to MADE. */
export interface Made {
  readonly pwned: boolean
  readonly scripts: number
  readonly styles: number
  readonly foreign: number
  readonly handlers: number
  readonly text: string
}

/** Adds a script to the page, as something that got in would. */
export const BREAK_IN = `{
  const script = document.createElement('script')
  script.textContent = 'window.pwned = 6'
  document.body.append(script)
}
'pwned' in globalThis`

/** The bars of tasks, in parts of the room for bars: `Bar[]`. */
export const BARS = `[...document.querySelectorAll('#timeline tr.task')].map((row) => {
  const bar = row.querySelector('rect').getBoundingClientRect()
  const room = row.querySelector('svg').getBoundingClientRect()
  const name = row.querySelector('th').textContent
  return { name, from: (bar.left - room.left) / room.width, to: (bar.right - room.left) / room.width }
})`

/** A bar as it is seen. */
export interface Bar {
  readonly name: string
  readonly from: number
  readonly to: number
}

/** Texts that stand out by less than 4.5 to 1, and bars by less than 3 to 1 (WCAG 2.2, 1.4.3 and 1.4.11): their names. */
export const PALE = `(() => {
  const channels = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number)
  const light = (colour) => {
    const [r, g, b] = colour.slice(0, 3).map((value) => {
      const part = value / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const behind = (from) => {
    for (let one = from; one !== null; one = one.parentElement) {
      const found = channels(getComputedStyle(one).backgroundColor)
      if (found.length === 3 || found[3] > 0) return found
    }
    return [255, 255, 255]
  }
  const ratio = (ink, one) => {
    const [a, b] = [light(channels(ink)), light(behind(one))]
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
  }
  const inkOf = (one) => one instanceof SVGElement ? getComputedStyle(one).fill : getComputedStyle(one).color
  const texts = [...document.querySelectorAll('body *')].filter((one) =>
    one.tagName !== 'SCRIPT' && [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== ''),
  )
  const bars = [...document.querySelectorAll('rect')]
  const pale = [...texts.filter((one) => ratio(inkOf(one), one) < 4.5), ...bars.filter((one) => ratio(inkOf(one), one) < 3)]
  return texts.length < 20 ? ['too few texts'] : pale.map((one) => one.tagName + '.' + (one.getAttribute('class') ?? ''))
})()`
