"""Near-identical texts ("campaigns"): finding them as they arrive, and telling what differs. No database, no web.

`wording` reads a text as words, `signatures` hashes them so that near ones meet, `alike` measures how near they are,
`deciding` says which group a text joins, `grouping` keeps texts and groups in memory, `differing` marks the words
that are somebody's own, `tables` is the command's CSV.
"""
