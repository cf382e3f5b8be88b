"""Conformance: what standards ask of a terminal, as data, and what this terminal measures of it."""
