"""Councils and partnerships that commission assemblies.

It owns an organisation's name, codes, contact ways and its one accent colour, checked for contrast.
It serves the colour as a stylesheet of its own, so that no page needs an inline style.
"""
