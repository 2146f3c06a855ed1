"""The API of AUTOMATIC1111's web UI, as its clients use it: `/sdapi/v1`."""
