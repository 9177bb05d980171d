"""Reading themes and dispositions, one module a noun."""
