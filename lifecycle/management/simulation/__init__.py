"""The simulation: any number of proposals led along the machine by the right people, by chance."""
