"""A worker whose device is a ComfyUI server: it brings what a job needs there, follows it, and stores what comes.

No torch in this process; except where a content filter is set, which is a classifier.
"""
