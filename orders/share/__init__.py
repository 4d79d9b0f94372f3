"""What goes with a product's pictures: the words of a post, from its record alone. The pictures are products/share."""
