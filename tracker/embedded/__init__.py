"""Running the whole of Duban on one machine with nothing installed beforehand: `manage.py up`."""
