"""Label runs from the book to the printer: the words frozen into them, how many a lot needs, their files, their making."""
