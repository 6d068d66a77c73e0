"""What is done with the model: one run, paired comparisons, calibration."""
