"""The recipe that lies in a picture file: read it, and make the picture again."""
