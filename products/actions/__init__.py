"""Every write about producers, products, photos and certificates, one file a noun."""
