"""HTML input of lots and the diary, one file a noun."""
