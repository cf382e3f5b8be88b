"""Coverage-guided fuzzing, outside the test suite."""
