"""TensorBoard's own pages, below /tensorboard: behind the server's gate, from a process on loopback."""
