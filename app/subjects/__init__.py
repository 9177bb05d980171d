"""The one handle for anything that can be commented on, followed or searched.

It owns the table of subjects: kind, assembly, title, path, and whether the public may see it. Each noun keeps its own
subject's row up to date; comments, follows and search know only subjects.
"""
