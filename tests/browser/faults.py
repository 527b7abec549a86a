"""For each check, pages that are unsound in just one way."""

from typing import NamedTuple

from tests.browser import checks
from tests.browser.chromium import Width
from tests.browser.focus import focus, skip_link
from tests.browser.fragments import page


class Bad(NamedTuple):
    """A page with one fault, the check that must find it, and words of the sentence."""

    check: checks.Check
    words: str
    html: str
    width: Width = Width.WIDE


NARROW = Width.NARROW
BUTTON = "<button>提交</button>"
FIELD = '<label for="f">进展</label><input type="text" id="f"{}>'
TRAP = """<button id="a">甲</button><script>
a.onkeydown = (event) => event.preventDefault()</script>"""
TURNED = """<button id="a">甲</button><button id="b">乙</button><button id="c">丙</button><script>
a.onkeydown = (event) => { event.preventDefault(); c.focus(); a.onkeydown = null }
c.onkeydown = (event) => { event.preventDefault(); b.focus(); c.onkeydown = null }</script>"""
FLEEING = """<button>甲</button><button id="b">乙</button><script>
b.onfocus = () => b.blur()</script>"""
COVER = """<div style="position: fixed; inset: 0; background: #fff"></div>"""

BAD = [
    Bad(checks.axe, "axe color-contrast", page('<p style="color: #999">浅色文字</p>')),
    Bad(checks.axe, "axe link-name", page('<a href="/"></a>')),
    Bad(
        checks.axe,
        "axe target-size",
        page(
            '<button style="all: unset; width: 9px; height: 9px">甲</button>'
            '<button style="all: unset; width: 9px; height: 9px">乙</button>'
        ),
    ),
    Bad(
        checks.axe_of_width,
        "axe color-contrast",
        page(
            "<p class=faint>浅色文字</p>",
            style="@media (max-width: 40rem) { .faint { color: #999 } }",
        ),
        NARROW,
    ),
    Bad(
        checks.contrast,
        "button「提交」: border",
        page(BUTTON, style="button { border-color: #ddd }"),
    ),
    Bad(checks.contrast, "input#f: border", page(FIELD.format(' style="border-color: #ccc"'))),
    Bad(
        checks.contrast,
        "1.00 : 1 of what is behind",
        page(FIELD.format(""), style="input { border: 0 !important }"),
    ),
    Bad(
        checks.contrast,
        "select: border",
        page('<select aria-label="年度" style="border-color: rgb(0 0 0 / .2)"></select>'),
    ),
    Bad(
        checks.contrast,
        "input: border",
        page('<input type="checkbox" style="appearance: none; border: 1px solid #ddd">'),
    ),
    Bad(
        checks.contrast,
        "its shape reaches",
        page('<span class="status" style="border: 0; background: #fee">逾期</span>'),
    ),
    Bad(checks.contrast, "text reaches", page('<p style="color: #999">无</p>')),
    Bad(
        checks.contrast,
        "a picture lies behind",
        page('<p style="background: linear-gradient(#000, #fff)">文字</p>'),
    ),
    Bad(focus, "has no outline", page(style=":focus-visible { outline: none }")),
    Bad(focus, "only the browser's own ring", page(style=":focus-visible { outline: revert }")),
    Bad(focus, "outline of 1 px", page(style=":focus-visible { outline-width: 1px }")),
    Bad(
        focus,
        "a.skip「跳到正文」 has an outline of 1.",
        page(
            style="header { background: #0b3d91 } header * { color: #fff; outline-color: #fff }"
            ".skip:focus { position: absolute; left: 1rem; top: 1rem }"
        ),
    ),
    Bad(focus, "outline of 1.", page(style=":focus-visible { outline-color: #ddd }")),
    Bad(focus, "is hidden behind", page(BUTTON + COVER)),
    Bad(focus, "trapped at button#a", page(TRAP)),
    Bad(focus, "is reached before", page(TURNED)),
    Bad(
        focus,
        "no tabindex=0",
        page('<div class="scroll"><p style="width: 99rem">宽</p></div>'),
    ),
    Bad(
        focus,
        "is not reached",
        page(FLEEING),
    ),
    Bad(skip_link, "not a link to main", page(skip="")),
    Bad(skip_link, "no element of this page", page(skip='<a href="#gone">跳到正文</a>')),
    Bad(skip_link, "not to main", page(skip='<a href="#n">跳</a>', nav='<nav id="n"></nav>')),
    Bad(
        skip_link,
        "before main",
        page(skip='<a href="#main" onclick="event.preventDefault()">跳到正文</a>'),
    ),
    Bad(checks.layout, "scrolls sideways (", page('<p style="width: 400px">宽</p>'), NARROW),
    Bad(
        checks.layout,
        "span.tucked「藏」",
        page(
            '<div class="scroll" role="region" tabindex="0" aria-label="表">'
            '<p style="width: 99rem; text-align: right"><span class="tucked">藏</span></p></div>'
        ),
    ),
    Bad(
        checks.layout,
        "without role=region",
        page('<div class="scroll" tabindex="0"><p style="width: 99rem">宽</p></div>'),
    ),
    Bad(
        checks.layout,
        "cut off",
        page(
            '<p style="width: 5rem; overflow: hidden; white-space: nowrap">一段很长的说明文字</p>'
        ),
    ),
    Bad(
        checks.layout,
        "spills",
        page('<button style="width: 3rem; height: 1rem">提交市残工委</button>'),
    ),
    Bad(
        checks.layout,
        "overlap",
        page(BUTTON + '<button style="margin-left: -2rem">退回</button>'),
    ),
    Bad(
        checks.layout,
        "lie on each other",
        page('<p style="height: 0; margin: 0">上一行</p><p style="margin: 0">下一行</p>'),
    ),
    Bad(checks.text_resize, "keeps its text size", page('<p style="font-size: 18px">文字</p>')),
    Bad(
        checks.text_resize,
        "cut off",
        page('<p style="height: 40px; overflow: hidden">一行文字</p>'),
    ),
    Bad(
        checks.text_resize,
        "scrolls sideways",
        page('<p style="width: 50rem">一行文字</p>'),
    ),
    Bad(checks.document, 'lang="en"', page(lang="en")),
    Bad(checks.document, "has no title", page(title="")),
    Bad(checks.document, "has 2 h1", page("<h1>又一个</h1>")),
    Bad(checks.document, "jumps a heading level", page("<h3>跳级</h3>")),
    Bad(checks.document, "has 2 main", page("<main></main>")),
    Bad(checks.document, "has no label", page('<input type="text" placeholder="进展">')),
    Bad(
        checks.document,
        "without fieldset",
        page(
            '<label><input type="radio" name="a"> 是</label>'
            '<label><input type="radio" name="a"> 否</label>'
        ),
    ),
    Bad(checks.document, "no text says why", page(FIELD.format(" aria-invalid=true"))),
    Bad(
        checks.document,
        "no invalid control's",
        page(FIELD.format("") + '<p class="error-message" id="e">请填写进展。</p>'),
    ),
    Bad(checks.document, "id that is not there", page(FIELD.format(" aria-describedby=gone"))),
    Bad(checks.document, "positive tabindex", page('<a href="/" tabindex="2">甲</a>')),
    Bad(checks.document, "autofocus", page(FIELD.format(" autofocus"))),
    Bad(checks.document, "has no alt", page('<img src="data:,">')),
    Bad(checks.document, "without a word", page('<span class="status"></span>')),
    Bad(
        checks.document, "without a word", page('<i class="status"><b aria-hidden="true">●</b></i>')
    ),
    Bad(checks.navigation, "has no nav", page(nav="")),
]
