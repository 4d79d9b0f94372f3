"""Every write about people, one file a noun."""
