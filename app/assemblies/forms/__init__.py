"""What staff fill in about assemblies, by noun."""
