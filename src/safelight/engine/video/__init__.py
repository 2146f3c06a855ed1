"""From a picture to a film: frames by an image-to-video pipeline, and the file that plays them."""
