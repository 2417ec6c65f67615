"""The exit: the data goes back, both sides sign, the vendor's access ends."""
