"""The tabs of the playground, one file each."""
