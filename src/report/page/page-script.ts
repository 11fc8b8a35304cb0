// The one script of a page: it filters the table of events by what is typed. Without it the page is whole. Text only; runs nowhere here.

/** The script. It makes no text into markup and asks nobody for anything. */
export const PAGE_SCRIPT = `
(() => {
  const table = document.getElementById('events')
  const box = document.getElementById('search')
  const bar = document.getElementById('search-bar')
  const told = document.getElementById('found')
  if (!table || !box || !bar || !told) return
  const rows = [...table.tBodies[0].rows]
  let texts
  const search = () => {
    texts ??= rows.map((row) => row.textContent.toLowerCase())
    const words = box.value.toLowerCase().split(/\\s+/).filter((word) => word !== '')
    let found = 0
    rows.forEach((row, index) => {
      const shown = words.every((word) => texts[index].includes(word))
      row.hidden = !shown
      if (shown) found += 1
    })
    if (words.length > 0) table.closest('details').open = true
    told.textContent = words.length === 0 ? '' : found + ' of ' + rows.length + ' rows'
  }
  let due
  box.addEventListener('input', () => {
    clearTimeout(due)
    due = setTimeout(search, 80)
  })
  bar.hidden = false
  if (box.value !== '') search()
})()
`
