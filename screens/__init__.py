"""What a visitor sees: one renderer per prompt, in millimetres, on panels from 7 to 21.5 inch."""
