"""Steps of a visit that roles share."""
