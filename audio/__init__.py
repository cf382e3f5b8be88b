"""What a visitor hears: the handset surface and its speech (not built yet)."""
