"""The dock: the web page around a virtual terminal, for newcomers, trainers and tests, and its HTTP face."""
