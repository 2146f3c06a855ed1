"""The built web app: what `make web` leaves in `static/`, served to browsers."""
