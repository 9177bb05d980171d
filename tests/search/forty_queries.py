"""What people type into the search box of the demo, and what they must find among the first three results.

Each stands beside the beginning of the address that it is to lead to. None rests on a figure or a date that the demo
works out anew each day.
"""

from __future__ import annotations

_HIGH_STREET = "/assemblies/fenbury-high-street/"
_CLEAN_AIR = "/assemblies/fenbury-clean-air/"
_CAMBRIDGE = "/assemblies/greater-cambridge/"
_DUDLEY = "/assemblies/dudley-peoples-panel/"
_ROMSEY = "/assemblies/romsey/"

QUERIES: dict[str, str] = {
    # Single words, in their own and in other forms.
    "takings": f"{_HIGH_STREET}evidence/takings/",
    "workshop": f"{_HIGH_STREET}recommendations/2/",
    "hedges": f"{_CLEAN_AIR}recommendations/2/",
    "bonfire": f"{_CLEAN_AIR}recommendations/13/",
    "cycleway": f"{_ROMSEY}recommendations/r9/",
    "lollipop": f"{_CLEAN_AIR}recommendations/3/comments/",
    "pigeons": f"{_CLEAN_AIR}recommendations/1/comments/",
    "CCTV": f"{_DUDLEY}responses/",
    # Half-typed.
    "libr counter": f"{_HIGH_STREET}recommendations/8/",
    "franch": f"{_CAMBRIDGE}recommendations/s1/",
    "deliver* shops help council": f"{_HIGH_STREET}recommendations/4/",
    # Several words.
    "blue badge": f"{_HIGH_STREET}evidence/badge/",
    "empty shops": f"{_HIGH_STREET}evidence/empty/",
    "changing place": f"{_HIGH_STREET}recommendations/3/",
    "heat and shade": f"{_HIGH_STREET}evidence/heat/",
    "charge for lorries": f"{_CLEAN_AIR}recommendations/8/",
    "wood burning stoves new homes": f"{_CLEAN_AIR}recommendations/4/",
    "workplace parking levy": f"{_CAMBRIDGE}recommendations/m6/",
    "black country museum": f"{_DUDLEY}recommendations/d6/",
    "Brierley Hill events": f"{_DUDLEY}recommendations/b1/",
    "masterplan community hub": f"{_ROMSEY}responses/",
    "masterplan evidence": f"{_ROMSEY}evidence/sessions/ro-x/",
    "Camden health": "/assemblies/camden-health-care/",
    "business rates empty shop": f"{_HIGH_STREET}evidence/sessions/s2/",
    # Phrases.
    "“first hour”": f"{_HIGH_STREET}recommendations/7/",
    '"hawthorn and hornbeam"': f"{_CLEAN_AIR}recommendations/2/",
    "“circle time”": f"{_HIGH_STREET}recommendations/1/comments/",
    # Names, with and without their accents.
    "Rachel Aldred": f"{_CAMBRIDGE}evidence/sessions/gc-2b/",
    "luis ferreira": f"{_CLEAN_AIR}evidence/sensors/",
    "Marchetti": f"{_HIGH_STREET}evidence/takings/",
    "cafes clear path": f"{_HIGH_STREET}recommendations/6/",
    "traders' association": f"{_HIGH_STREET}evidence/traders/",
    # Figures and what is written together.
    "£60,000": f"{_HIGH_STREET}recommendations/5/",
    "1.8 metres": f"{_CLEAN_AIR}recommendations/2/",
    "evening 46": f"{_HIGH_STREET}evidence/buses/",
    "no-blame visit": f"{_CLEAN_AIR}recommendations/5/",
    # Questions, as people ask them.
    "who owns the empty shops?": f"{_HIGH_STREET}evidence/empty/",
    "What powers does the council have over new homes?": f"{_CLEAN_AIR}responses/",
    "how much do the car parks earn": f"{_HIGH_STREET}evidence/carparks/",
    "where do young people go at nine at night": f"{_HIGH_STREET}evidence/youth/",
    # Welsh.
    "Cymraeg llyfrgell": f"{_HIGH_STREET}evidence/",
    # Spoken.
    "“bus people buy light bulbs”": f"{_HIGH_STREET}evidence/sessions/s2/#t=",
    "camera is not a grown-up": f"{_HIGH_STREET}evidence/sessions/s4/#t=",
    "a letter with a name on it": f"{_HIGH_STREET}evidence/sessions/s2/#t=",
    "dressing gown": f"{_CLEAN_AIR}evidence/fieldroad/#t=",
}

# What nobody said, what was taken down, and what was never let in.
MISSES = (
    "zebra crossing",
    "blue badge llama",
    "“shops empty who”",
    "self-cleaning units",
    "lying through his teeth",
    "compliant van finance",
)
