"""Read plans and proposals that were kept elsewhere, and say precisely what cannot be read."""
