"""The law as data: what a listing, a buyer's page, a label and a product passport must say, for which goods, from which day."""
