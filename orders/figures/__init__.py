"""Numbers for who sells: what happened in a month, what runs out, and the household's book of money."""
