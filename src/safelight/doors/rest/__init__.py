"""Our own API: health, jobs, signed files, and the shape of its errors."""
