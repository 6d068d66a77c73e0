"""How well the model tells what it was not shown, beside forecasts that need no model."""
