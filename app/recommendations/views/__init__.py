"""Pages about recommendations. Those for everybody show several nouns and stand with the pages."""
