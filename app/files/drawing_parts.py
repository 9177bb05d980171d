"""What a drawing is made of: the elements and attributes of SVG that show something, and those that act."""

from __future__ import annotations

import re

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
XML = "http://www.w3.org/XML/1998/namespace"
XHTML = "http://www.w3.org/1999/xhtml"

ANIMATIONS = frozenset(("animate", "animateColor", "animateMotion", "animateTransform", "set", "discard"))
# What a drawing needs in order to be seen, and nothing that runs or embeds.
_NAMES_OF_ELEMENTS = """
    svg g defs symbol use switch title desc style path rect circle ellipse line polyline polygon
    text tspan textPath image a marker pattern mask clipPath linearGradient radialGradient stop filter
    feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap
    feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage feMerge
    feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence
    animate animateMotion animateTransform mpath set view
"""
ELEMENTS = frozenset(_NAMES_OF_ELEMENTS.split())
SCRIPTS = frozenset(("script", "handler", "listener"))
PAGES = frozenset(("foreignObject", "iframe", "object", "embed", "audio", "video", "canvas", "html", "body"))
# Left out without a word: it shows nothing.
UNSEEN = frozenset(
    ("metadata", "color-profile", "cursor", "font", "font-face", "glyph", "missing-glyph", "hkern")
)

# Words that no browser reads as a style.
_NAMES_OF_WORDS = """
    id class role lang tabindex version baseProfile systemLanguage requiredFeatures requiredExtensions d points
    type media in in2 result attributeName attributeType begin end title viewBox preserveAspectRatio focusable
    zoomAndPan contentStyleType unicode
"""
WORDS = frozenset(_NAMES_OF_WORDS.split())
_NAMES_OF_ATTRIBUTES = """
    style x y x1 y1 x2 y2 cx cy r rx ry fx fy fr dx dy z width height offset path pathLength transform
    transform-origin transform-box rotate textLength lengthAdjust startOffset method spacing side
    gradientUnits gradientTransform spreadMethod patternUnits patternContentUnits patternTransform
    clipPathUnits maskUnits maskContentUnits mask-type filterUnits primitiveUnits filterRes
    markerUnits markerWidth markerHeight refX refY orient
    values dur from to by min max restart repeatCount repeatDur calcMode keyTimes keySplines keyPoints additive
    accumulate origin fill
    amplitude azimuth baseFrequency bias diffuseConstant divisor edgeMode elevation exponent intercept k1 k2 k3 k4
    kernelMatrix kernelUnitLength limitingConeAngle mode numOctaves operator order pointsAtX pointsAtY pointsAtZ
    preserveAlpha radius scale seed slope specularConstant specularExponent stdDeviation stitchTiles
    surfaceScale tableValues targetX targetY xChannelSelector yChannelSelector
    alignment-baseline baseline-shift clip clip-path clip-rule color color-interpolation
    color-interpolation-filters color-rendering cursor direction display dominant-baseline enable-background
    fill-opacity fill-rule filter flood-color flood-opacity font font-family font-feature-settings font-size
    font-size-adjust font-stretch font-style font-variant font-weight glyph-orientation-horizontal
    glyph-orientation-vertical image-rendering isolation kerning letter-spacing lighting-color line-height
    marker marker-end marker-mid marker-start mask mix-blend-mode opacity overflow paint-order pointer-events
    shape-rendering stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap
    stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-align text-anchor text-decoration
    text-rendering unicode-bidi vector-effect visibility white-space word-spacing writing-mode
"""
ATTRIBUTES = WORDS | frozenset(_NAMES_OF_ATTRIBUTES.split())
NEVER_ANIMATED = frozenset(
    ("style", "id", "type", "media", "attributeName", "begin", "end", "values", "from", "to", "by")
)

PICTURE_INSIDE = re.compile(r"data:image/(?:png|jpe?g|gif|webp)[;,]", re.IGNORECASE)
RUNS = re.compile(r"(?:javascript|vbscript|data|blob|filesystem|livescript|mocha):", re.IGNORECASE)
