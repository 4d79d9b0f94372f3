"""`may_<verb>(user, object)`, a file a noun."""
