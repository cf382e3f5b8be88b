"""What vehicles told, as a city asks for it: rides, what is left of a quota, where the buses are, how many got in where."""
