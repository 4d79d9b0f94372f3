"""Label runs from request to printer: frozen texts, how many a lot needs, files, rendering."""
