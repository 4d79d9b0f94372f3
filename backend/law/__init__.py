"""The law library: documents, provisions as a tree, dated texts, and the changes between them."""
