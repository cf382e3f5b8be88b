"""Snapshots on a terminal: kept so that a power cut leaves the old one or the new one, looked up exactly, judged by their age."""
