"""What a public transport operator publishes and what a city grants: stops, trips, fares, where a vehicle is, schemes. No I/O of devices."""
