"""One file per role; the file's name is the role's name in the configuration."""
