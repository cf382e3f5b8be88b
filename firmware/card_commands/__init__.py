"""What `kazasu card` can do: one file an act, each with an `ACT` that `firmware.cli_card` lists."""
