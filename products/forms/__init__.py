"""HTML input about producers, products and papers. Meaning and limits are the actions'; forms show them."""
