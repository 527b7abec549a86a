"""A small sound page, of parts that a test may replace."""

STYLE = """
body { margin: 0; font: 1.125rem/1.5 sans-serif; color: #111; background: #fff; }
a, button, input, select, summary { font-size: inherit; }
header, main, nav, footer { padding: 1rem; }
nav a { display: inline-block; padding: .5rem; }
button, input[type=text], select { min-height: 2.75rem; border: 2px solid #555; background: #fff; }
:focus-visible { outline: 3px solid #0b3d91; outline-offset: 2px; }
.skip { position: absolute; left: -999rem; }
.skip:focus { position: static; }
.status { border: 2px solid #6b4a00; background: #fff4d6; padding: 0 .5rem; }
.scroll { overflow-x: auto; }
.tucked { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
"""
GOOD = """
<h2>责任清单</h2>
<p>任务一 <span class="status">● 逾期</span> <a href="/tasks/1/">查看任务一</a></p>
<form><p><label for="text">进展</label> <input type="text" id="text"></p>
<p><label for="day">日期</label> <input type="date" id="day"></p>
<fieldset><legend>是否完成</legend>
<label><input type="radio" name="done" value="1"> 是</label>
<label><input type="radio" name="done" value="0"> 否</label></fieldset>
<p><label><input type="checkbox"> 一并送签</label></p>
<button>提交</button></form>
<details><summary>说明</summary><p><a href="/help/">帮助</a></p></details>
<div class="scroll" role="region" tabindex="0" aria-label="责任表">
<table><caption>责任表</caption><tr><th scope="col">任务</th></tr>
<tr><td><div style="width: 60rem">困难重度残疾人生活补贴</div></td></tr></table></div>
"""


def page(
    main: str = GOOD,
    *,
    lang: str = "zh-CN",
    title: str = "责任清单",
    skip: str = '<a class="skip" href="#main">跳到正文</a>',
    nav: str = '<nav><a href="/">首页</a></nav>',
    style: str = "",
) -> str:
    """Return a whole page of these parts."""
    return f"""<!doctype html><html lang="{lang}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>
<link rel="icon" href="data:,"><style>{STYLE}{style}</style></head>
<body>{skip}<header>{nav}</header><main id="main"><h1>首页</h1>{main}</main></body></html>"""
