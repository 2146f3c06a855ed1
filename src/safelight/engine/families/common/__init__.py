"""What several families are built of: the folder, text encoders, and what a denoiser is asked."""
