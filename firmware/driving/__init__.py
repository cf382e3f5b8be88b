"""What the driver sees and does beside the riders."""
