"""The report: one HTML file that stands alone, written from results folders. It reads results, never a model."""
