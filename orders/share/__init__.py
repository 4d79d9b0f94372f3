"""The text of a post for a product's pictures, made only from the product's record.

The pictures are in products/share.
"""
