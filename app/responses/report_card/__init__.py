"""The report card: what came of recommendations, in figures that a council and its critics can both accept.

`facts` are the plain rows that are counted, `figures` counts them and asks nobody, `definitions` says in words how each
figure is counted, and `fields` names the figures for files. What is not known is None everywhere, never nought.
"""
