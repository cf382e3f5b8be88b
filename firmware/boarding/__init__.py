"""What a vehicle knows and decides by itself: who is on board, what a tap means, what is written down of it."""
