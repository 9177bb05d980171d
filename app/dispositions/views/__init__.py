"""The officers' desk of themes, dispositions and packs."""
