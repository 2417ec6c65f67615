"""Tables of reporting's lists."""
