"""Snapshots, as central makes them and a terminal reads them: signed, numbered files of lists and documents."""
