"""The diary of the desk: days and weeks of one place, and what is done with a visit."""
