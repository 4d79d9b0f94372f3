"""HTML input about people, one file a page's subject."""
