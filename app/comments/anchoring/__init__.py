"""Finding a passage again in a changed text. Pure: texts and quotes in, places out; neither web nor database.

`tokens` takes texts apart, `tiling` maps the words of the old text to the new one's, `finding` looks a quote up in the
old text, `placing` says what became of it, `replay` does that for files.
"""
