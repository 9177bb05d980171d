"""The forms of the officers' desk of recommendations, by noun."""
