// How a page looks, light and dark, on a screen and on paper. Text only.

/** The style sheet. Each text stands out from what is behind it by 4.5 to 1 or more, each bar by 3 to 1. */
export const PAGE_STYLE = `
:root{color-scheme:light dark;--page:#fff;--panel:#f6f8fa;--ink:#1f2328;--dim:#59636e;--line:#d1d9e0;--link:#0550ae;--good:#1a7f37;--bad:#c31f2c;--open:#8f5f00;--none:#6e7781}
@media (prefers-color-scheme:dark){:root{--page:#0d1117;--panel:#161b22;--ink:#e6edf3;--dim:#9aa4af;--line:#30363d;--link:#79b8ff;--good:#3fb950;--bad:#ff7b72;--open:#d29922;--none:#848d97}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}
main,footer{max-width:1280px;margin:0 auto;padding:0 24px}
main{padding-top:24px}
h1{font-size:24px;line-height:1.25;margin:0 0 4px}
h2{font-size:18px;margin:32px 0 8px}
h3{font-size:15px;margin:16px 0 4px}
a{color:var(--link)}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.lead{font-size:17px;margin:0 0 12px;overflow-wrap:anywhere}
.bad{color:var(--bad)}.good{color:var(--good)}.open{color:var(--open)}.none,.dim{color:var(--dim)}
dl{display:flex;flex-wrap:wrap;gap:4px 24px;margin:0}
dl div{display:flex;gap:6px}
dt{color:var(--dim)}dd{margin:0;overflow-wrap:anywhere}
pre,.mono{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
pre{background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:12px;margin:8px 0;white-space:pre-wrap;overflow-wrap:anywhere}
summary{cursor:pointer;font-weight:600;padding:4px 0}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%}
caption{text-align:left;color:var(--dim);padding:0 0 8px}
th,td{text-align:left;vertical-align:top;padding:3px 8px;border-bottom:1px solid var(--line);font-weight:400}
thead th{font-weight:600;color:var(--dim);white-space:nowrap}
.num{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
#timeline{table-layout:fixed;min-width:860px}
#timeline .name{width:26%}#timeline .bars{width:38%}#timeline .time{width:7%}#timeline .end{width:22%}
#timeline th,#timeline td{overflow-wrap:break-word}
#timeline tbody th{font-weight:400}
#timeline .phase th,#timeline .phase td{font-weight:600;padding-top:10px;color:var(--ink)}
#timeline .wave th{color:var(--dim);padding-left:20px}
#timeline .task th{padding-left:36px;position:relative}
#timeline .said{display:block;color:var(--dim);font-size:13px}
.mark{position:absolute;left:18px}
td.bars,th.bars{padding-left:0;padding-right:0}
svg{display:block;width:100%;height:18px;overflow:visible}
svg text{font-size:11px;font-weight:400;fill:var(--dim)}
.grid{stroke:var(--line)}
.bar.part{fill:var(--none)}.bar.good{fill:var(--good)}.bar.bad{fill:var(--bad)}.bar.open{fill:var(--open)}.bar.none{fill:var(--none)}
.bar.tiny{width:2px}
.bar.critical{stroke:var(--ink);stroke-width:2}
#events{table-layout:fixed;min-width:860px}
#events .time{width:84px}#events .type{width:150px}#events .about{width:26%}
#notes td:last-child,#waits td:last-child{white-space:pre-wrap;overflow-wrap:anywhere}
#events td{overflow-wrap:anywhere;white-space:pre-wrap}
#events .time{white-space:nowrap}
#search-bar{display:flex;gap:12px;align-items:center;flex-wrap:wrap;margin:8px 0}
#search-bar[hidden]{display:none}
#search{font:inherit;color:inherit;background:var(--page);border:1px solid var(--none);border-radius:6px;padding:6px 10px;min-width:min(420px,100%)}
footer{color:var(--dim);font-size:13px;padding-top:24px;padding-bottom:40px}
@media print{main,footer{max-width:none}details::details-content{content-visibility:visible}}
`
