"""A toy procedure that uses everything the engine offers, so that it is tested without a domain.

Parcels are written, posted, inspected and loaded; a van leaves with those that are aboard.
"""
