"""Pictures that people bring to a generation: to start from, to mask, to be guided by."""
