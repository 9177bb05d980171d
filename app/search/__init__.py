"""Search over every public text.

It owns what can be found and how it is ranked; it shows nothing that its own page does not show at that moment.
It reads the texts of the features below where they stand, so that nothing hidden can linger in an index.
"""
