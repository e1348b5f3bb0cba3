"""Who gets what at every address of the site."""
