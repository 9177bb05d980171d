"""Imports: records of real assemblies, the register of assemblies, and the invented ones of the demo.

Owns how files are read strictly, told apart from nonsense, and written so that a second reading changes nothing.
It never deletes: what a later file no longer holds is marked, and a changed text is a new version or a new row.
"""
