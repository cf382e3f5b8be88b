"""Devices: one file per kind, each third-party device library in exactly one file, `virtual` always among the kinds."""
