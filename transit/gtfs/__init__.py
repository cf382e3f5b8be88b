"""Feeds as operators publish them (GTFS and GTFS-JP, 4th edition): read, checked, compiled, looked up."""
