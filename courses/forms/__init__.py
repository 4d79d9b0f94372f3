"""HTML input of training, a file a noun."""
