"""From a blank machine to an enrolled terminal."""
