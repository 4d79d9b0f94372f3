"""Label runs from request to printer: their frozen texts, how many a lot needs, their files, their rendering."""
