"""Drawings that reach out or act, each with what is taken out of it. What is left must be harmless."""

from __future__ import annotations

from app.files.findings import TakenOut

BEGINNING = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="10" height="10">'
# What is safe in each of them, and stays.
SAFE = '<path d="M0 0L5 5"/><text x="1" y="9">Shops</text>'
XHTML = 'xmlns="http://www.w3.org/1999/xhtml"'
SCRIPT, PAGE, ELSEWHERE = TakenOut.SCRIPT, TakenOut.PAGE, TakenOut.ELSEWHERE
LINK, ANIMATION, OTHER = TakenOut.LINK, TakenOut.ANIMATION, TakenOut.OTHER

ACTIVE: dict[str, tuple[str, set[TakenOut]]] = {
    "a script": ("<script>alert(1)</script>", {SCRIPT}),
    "a script with a wall": ("<script><![CDATA[alert(1)]]></script>", {SCRIPT}),
    "a script from elsewhere": ('<script href="https://evil.example/x.js"/>', {SCRIPT}),
    "a script of another name": ('<x:script xmlns:x="http://www.w3.org/2000/svg">alert(1)</x:script>', {SCRIPT}),
    "a script of the web": (f"<script {XHTML}>alert(1)</script>", {SCRIPT}),
    "a script of no name": ('<script xmlns="">alert(1)</script>', {SCRIPT}),
    "an event": ('<rect onload="alert(1)" onclick="alert(2)"/>', {SCRIPT}),
    "an event in capitals": ('<rect OnLoad="alert(1)"/>', {SCRIPT}),
    "an event of an animation": ('<rect><animate attributeName="x" onbegin="alert(1)" dur="1s"/></rect>', {SCRIPT}),
    "an event of focus": ('<g tabindex="0" autofocus="" onfocus="alert(1)"/>', {SCRIPT}),
    "a link to a script": ('<a xlink:href="javascript:alert(1)"><rect/></a>', {SCRIPT}),
    "a hidden link to a script": ('<a href="java&#10;script:alert(1)"><rect/></a>', {SCRIPT}),
    "a link to a script in letters of numbers": ('<a href="&#x6A;avascript&#58;alert(1)"><rect/></a>', {SCRIPT}),
    "a link to a written page": ('<a href=" DATA:text/html,&lt;script&gt;alert(1)&lt;/script&gt;"/>', {SCRIPT}),
    "a link": ('<a href="https://evil.example/"><text>Click</text></a>', {LINK}),
    "a link of another name": (
        '<a l:href="https://evil.example/" xmlns:l="http://www.w3.org/1999/xlink"><text>x</text></a>', {LINK},
    ),
    "a web page within": (
        f"<foreignObject><body {XHTML}><iframe src='https://evil.example/'/></body></foreignObject>", {PAGE},
    ),
    "a web page beside": ('<h:img xmlns:h="http://www.w3.org/1999/xhtml" src="x" onerror="alert(1)"/>', {PAGE}),
    "an animation of a link": (
        '<a><animate attributeName="href" values="javascript:alert(1)"/><text>x</text></a>', {ANIMATION},
    ),
    "an animation of a style": ('<rect><animate attributeName="style" to="x"/></rect>', {ANIMATION}),
    "an animation to elsewhere": (
        '<rect><animate attributeName="fill" to="url(https://evil.example/#a)"/></rect>', {ANIMATION},
    ),
    "a set link": ('<a><set attributeName="xlink:href" to="javascript:alert(1)"/></a>', {ANIMATION}),
    "a set event": ('<rect><set attributeName="onmouseover" to="alert(1)"/></rect>', {ANIMATION}),
    "a set picture": ('<image><set attributeName="href" to="https://evil.example/x.png"/></image>', {ANIMATION}),
    "a handler": ('<handler type="text/javascript">alert(1)</handler>', {SCRIPT}),
    "a use from elsewhere": ('<use href="https://evil.example/x.svg#a"/>', {ELSEWHERE}),
    "a use from our own site": ('<use href="/evidence/x.svg#a"/>', {ELSEWHERE}),
    "a use of a script": ('<use href="data:image/svg+xml;base64,PHN2Zy8+#x"/>', {SCRIPT}),
    "a picture from elsewhere": ('<image href="//evil.example/x.png"/>', {ELSEWHERE}),
    "a picture from elsewhere, twice": (
        '<image xlink:href="http://evil.example/x" href="HTTP:evil.example"/>', {ELSEWHERE},
    ),
    "a drawing within": ('<image href="data:image/svg+xml;base64,PHN2Zy8+"/>', {SCRIPT}),
    "a web page as a picture": ('<image href="data:text/html,&lt;script&gt;alert(1)&lt;/script&gt;"/>', {SCRIPT}),
    "a filter that fetches": ('<filter id="f"><feImage href="https://evil.example/x.png"/></filter>', {ELSEWHERE}),
    "a gradient from elsewhere": ('<linearGradient href="https://evil.example/x.svg#g"/>', {ELSEWHERE}),
    "a style from elsewhere": ('<style>@import "https://evil.example/x.css";</style>', {ELSEWHERE}),
    "a style from elsewhere by address": ("<style>@import url(https://evil.example/x.css);</style>", {ELSEWHERE}),
    "a style from elsewhere, spelt": ("<style>@\\69mport 'https://evil.example/x.css';</style>", {ELSEWHERE}),
    "a picture in a style": ('<rect style="fill:url(https://evil.example/x.png)"/>', {ELSEWHERE}),
    "a picture in a style, spelt": ('<rect style="fill:u\\72l(https://evil.example/x.png)"/>', {ELSEWHERE}),
    "a picture in a style, in a call": ('<rect style="fill:var(--a,url(https://evil.example/x.png))"/>', {ELSEWHERE}),
    "a picture in a style sheet": ("<style>rect{background:url('https://evil.example/x')}</style>", {ELSEWHERE}),
    "a set of pictures in a style sheet": (
        '<style>svg{background-image:image-set("https://evil.example/x" 1x)}</style>', {ELSEWHERE},
    ),
    "a picture of the root": ('<style>svg{background:URL( "https://evil.example/x")}</style>', {ELSEWHERE}),
    "a font from elsewhere": ("<style>@font-face{font-family:a;src:url(//evil.example/a.woff)}</style>", {ELSEWHERE}),
    "a style within a wall": (
        "<style><![CDATA[</style><script>alert(1)</script>*{fill:url(//evil.example)}]]></style>", {ELSEWHERE},
    ),
    "an old style that runs": ('<rect style="width:expression(alert(1))"/>', {ELSEWHERE}),
    "an old style that binds": ("<style>rect{-moz-binding:url(#x)}</style>", {ELSEWHERE}),
    "a filter from elsewhere": ('<rect filter="url(https://evil.example/x.svg#f)"/>', {ELSEWHERE}),
    "a pointer from elsewhere": ('<rect cursor="url(https://evil.example/x.cur), auto"/>', {ELSEWHERE}),
    "an embedding": ('<embed src="x.swf"/><object data="x"/><iframe src="https://evil.example/"/>', {PAGE}),
    "sound": ('<audio src="https://evil.example/x"/><video href="https://evil.example/x"/>', {PAGE}),
    "an address twice": ('<use href="#a" HREF="https://evil.example/#a"/>', set()),
    "an address of a style behind a comment": (
        '<rect style="fill:url(/*x*/https://evil.example/)"/>', {ELSEWHERE},
    ),
    "a style in a style": (
        "<style>@media print{@font-face{src:url(#a),url(https://evil.example/)}}</style>", {ELSEWHERE},
    ),
    "a style with an open bracket": ("<style>rect{fill:URL(https://evil.example/</style>", {ELSEWHERE}),
    "a style with an open word": ("<style>rect{content:'x;fill:url(//evil.example/)}</style>", {ELSEWHERE}),
    "an animation of a transform that is none": (
        '<a><animateTransform attributeName="href" to="javascript:alert(1)"/></a>', {ANIMATION},
    ),
    "a base": ('<rect xml:base="https://evil.example/"/>', set()),
    "a part that nobody knows": ('<solidcolor href="https://evil.example/"/>', {OTHER}),
    "what was said at the top of an event": (
        '<a href="#x"><animate attributeName="x" begin="x.click" to="5"/></a>', set(),
    ),
}  # fmt: skip
# Those that stand outside of the root, or around it.
WHOLE: dict[str, tuple[str, set[TakenOut]]] = {
    "a style sheet of XML": (
        f'<?xml-stylesheet href="https://evil.example/x.css"?>{BEGINNING}{SAFE}</svg>', {ELSEWHERE},
    ),
    "an event of the root": (BEGINNING.replace("<svg", '<svg onload="alert(1)"') + f"{SAFE}</svg>", {SCRIPT}),
    "an event that stands in the definitions": (
        f'<!DOCTYPE svg SYSTEM "x.dtd" [<!ATTLIST svg onload CDATA "alert(1)">]>{BEGINNING}{SAFE}</svg>', set(),
    ),
    "a script that is spelt by definitions": (
        f'<!DOCTYPE svg [<!ENTITY j "javascript:">]>{BEGINNING}{SAFE}<a href="&j;alert(1)"/></svg>', {SCRIPT},
    ),
    "the root by another name": (
        '<s:svg xmlns:s="http://www.w3.org/2000/svg" width="10" height="10"><s:script>alert(1)</s:script>'
        '<s:path d="M0 0L5 5"/><s:text>Shops</s:text></s:svg>', {SCRIPT},
    ),
    "no standard named": (
        f'<svg width="10" height="10"><script>alert(1)</script>{SAFE}</svg>', {SCRIPT},
    ),
}  # fmt: skip
HOSTILE_DRAWINGS = {
    name: (f"{BEGINNING}{SAFE}{inside}</svg>", taken_out) for name, (inside, taken_out) in ACTIVE.items()
} | WHOLE
