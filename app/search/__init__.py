"""Search over every public text.

It owns the index: what of each public text can be found, kept in step in the transaction of every change, and how it
is ranked. It shows nothing that the text's own page does not show at that moment.
"""
