"""What officers fill in about evidence, by noun."""
