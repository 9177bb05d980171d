"""Pages about answers. Those for everybody show several nouns and stand with the pages."""
