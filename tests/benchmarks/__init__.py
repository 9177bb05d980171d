"""How fast the site is, beside two yardsticks that run in the same minutes on the same machine: `make bench`."""
