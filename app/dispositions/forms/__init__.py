"""What officers send about themes and dispositions."""
