"""What a visitor hears: speech, the handset with its ten-key, the loudspeaker, two switches."""
